package io.weiyi.booking;

import java.util.Locale;

/** Why a booking is refused. The code on the wire is the name in lower case with hyphens. */
public enum RefusalReason {
    NOT_BOOKABLE("This instrument cannot be booked by you."),
    BANNED("You may not book here for the time being."),
    NOT_TRAINED("Working this instrument yourself needs a qualification that you do not have."),
    IN_PAST("The window begins in the past."),
    TOO_SOON("The window begins sooner than the instrument's notice allows."),
    TOO_FAR("The window ends later than may be booked today."),
    OUTSIDE_HOURS("The instrument is not open for the whole window."),
    STEP("Start and length must be multiples of the instrument's step, counted from midnight in Shanghai."),
    TOO_SHORT("The window is shorter than the least that may be booked."),
    TOO_LONG("The window is longer than the most that may be booked."),
    QUOTA("So much may not be booked in one week."),
    CREDIT("Your credit record is too low to book here.");

    private final String detail;

    RefusalReason(String detail) {
        this.detail = detail;
    }

    /** The code on the wire, such as {@code not-trained}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it lies with the person or the instrument, so that no other window would do. */
    boolean standsForAnyWindow() {
        return this == NOT_BOOKABLE || this == BANNED || this == NOT_TRAINED || this == CREDIT;
    }

    /** What is wrong, for a person. */
    public String detail() {
        return detail;
    }
}
