package io.weiyi.booking;

import io.weiyi.kernel.time.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The booking rules (预约规则) of an instrument, a row of {@code booking_policy}.
 *
 * @param approval whether the owner decides on each booking
 * @param trainingRequired whether SELF use needs a qualification
 * @param step start and length are multiples of it, counted from midnight in Shanghai
 * @param lead how long before the start one must book
 * @param horizon how far ahead a booking may end
 * @param cancelFree until how long before the start cancelling is free
 * @param noShowGrace how long after the start nobody is called a no-show
 * @param approvalWithin how long a booking waits for approval before it expires
 * @param admission who may book and how much
 */
record BookingRules(
        boolean approval,
        boolean trainingRequired,
        Duration step,
        Duration min,
        Duration max,
        Duration lead,
        Duration horizon,
        Duration bufferBefore,
        Duration bufferAfter,
        Duration cancelFree,
        Duration noShowGrace,
        Duration approvalWithin,
        Admission admission) {

    /** Rules that admit anyone without a limit. */
    BookingRules(
            boolean approval,
            boolean trainingRequired,
            Duration step,
            Duration min,
            Duration max,
            Duration lead,
            Duration horizon,
            Duration bufferBefore,
            Duration bufferAfter,
            Duration cancelFree,
            Duration noShowGrace,
            Duration approvalWithin) {
        this(
                approval,
                trainingRequired,
                step,
                min,
                max,
                lead,
                horizon,
                bufferBefore,
                bufferAfter,
                cancelFree,
                noShowGrace,
                approvalWithin,
                Admission.OPEN);
    }

    /**
     * Who may book and how much.
     *
     * @param personWeek most that a person may book in a week from Monday; null is no limit
     * @param organisationWeek the same for all people of an organisation
     * @param creditFloor whoever's credit is lower may not book; null is no floor
     * @param banAfter after so many no-shows within a year the person may not book for {@code banFor}; null is never
     */
    record Admission(
            Admits admits,
            @Nullable Duration personWeek,
            @Nullable Duration organisationWeek,
            @Nullable Integer creditFloor,
            @Nullable Integer banAfter,
            Duration banFor) {

        static final Admission OPEN = new Admission(Admits.ANYONE, null, null, null, null, Duration.ZERO);

        boolean limitsWeeks() {
            return personWeek != null || organisationWeek != null;
        }
    }

    /** The window with the buffers that keep others off. */
    TimeWindow blocked(TimeWindow agreed) {
        return agreed.widened(bufferBefore, bufferAfter);
    }

    Instant cancelFreeUntil(TimeWindow agreed) {
        return agreed.startsAt().minus(cancelFree);
    }

    Instant noShowAfter(TimeWindow agreed) {
        return agreed.startsAt().plus(noShowGrace);
    }

    /** The latest moment to decide: after so many hours, and before the start in any case. */
    Instant approveBefore(TimeWindow agreed, Instant now) {
        Instant waited = now.plus(approvalWithin);
        return waited.isBefore(agreed.startsAt()) ? waited : agreed.startsAt();
    }
}
