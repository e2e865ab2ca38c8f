package io.weiyi.booking;

/** What a day of the public calendar is (节假日安排). */
public enum HolidayKind {
    /** A public holiday (放假). */
    CLOSED,
    /** A day of the weekend that is worked instead (调休上班). */
    WORKDAY
}
