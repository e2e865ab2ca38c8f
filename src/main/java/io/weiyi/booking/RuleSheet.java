package io.weiyi.booking;

import io.weiyi.kernel.problem.Checks;
import org.jspecify.annotations.Nullable;

/**
 * The booking rules of an instrument (预约规则) as an owner writes them down; null is no limit. Where a rule is explained to
 * the one who books, its value comes from here.
 *
 * @param personWeekMinutes most that a person may book in a week from Monday
 * @param creditFloor whoever's credit is lower may not book; credit is 100 less the points of the last 365 days
 * @param banAfterNoShows after so many no-shows within 365 days the person may not book for {@code banDays}
 */
public record RuleSheet(
        boolean approval,
        boolean trainingRequired,
        Admits admits,
        boolean followsHolidays,
        int stepMinutes,
        int minMinutes,
        int maxMinutes,
        int leadMinutes,
        int horizonDays,
        int bufferBeforeMinutes,
        int bufferAfterMinutes,
        int cancelFreeMinutes,
        int noShowGraceMinutes,
        int approvalHours,
        @Nullable Integer personWeekMinutes,
        @Nullable Integer organisationWeekMinutes,
        @Nullable Integer creditFloor,
        int noShowPoints,
        int lateCancelPoints,
        int overtimePoints,
        int earlyStartPoints,
        @Nullable Integer banAfterNoShows,
        @Nullable Integer banDays) {

    private static final int DAY = 1440;
    private static final int WEEK = 10080;
    private static final int LONGEST = 31 * DAY;
    private static final int YEAR_DAYS = 366;
    private static final int APPROVAL_HOURS_MAX = 720;
    private static final int HUNDRED = 100;

    /** Says which values no rule may have; the table's constraints say the same. */
    void check(Checks checks) {
        between(checks, stepMinutes, 1, DAY, "stepMinutes");
        checks.require(stepMinutes < 1 || DAY % stepMinutes == 0, "stepMinutes", "must divide a day of 1440 minutes");
        between(checks, minMinutes, 1, LONGEST, "minMinutes");
        between(checks, maxMinutes, Math.max(1, minMinutes), LONGEST, "maxMinutes");
        between(checks, leadMinutes, 0, YEAR_DAYS * DAY, "leadMinutes");
        between(checks, horizonDays, 1, YEAR_DAYS, "horizonDays");
        between(checks, bufferBeforeMinutes, 0, DAY, "bufferBeforeMinutes");
        between(checks, bufferAfterMinutes, 0, DAY, "bufferAfterMinutes");
        between(checks, cancelFreeMinutes, 0, YEAR_DAYS * DAY, "cancelFreeMinutes");
        between(checks, noShowGraceMinutes, 1, DAY, "noShowGraceMinutes");
        between(checks, approvalHours, 1, APPROVAL_HOURS_MAX, "approvalHours");
        between(checks, personWeekMinutes, 1, WEEK, "personWeekMinutes");
        between(checks, organisationWeekMinutes, 1, WEEK, "organisationWeekMinutes");
        between(checks, creditFloor, 1, HUNDRED, "creditFloor");
        between(checks, noShowPoints, 0, HUNDRED, "noShowPoints");
        between(checks, lateCancelPoints, 0, HUNDRED, "lateCancelPoints");
        between(checks, overtimePoints, 0, HUNDRED, "overtimePoints");
        between(checks, earlyStartPoints, 0, HUNDRED, "earlyStartPoints");
        between(checks, banAfterNoShows, 1, HUNDRED, "banAfterNoShows");
        between(checks, banDays, 1, YEAR_DAYS, "banDays");
        checks.require(
                (banAfterNoShows == null) == (banDays == null), "banDays", "must be given together with the no-shows");
    }

    private static void between(Checks checks, @Nullable Integer value, int least, int most, String field) {
        checks.require(
                value == null || (value >= least && value <= most),
                field,
                "must lie between " + least + " and " + most);
    }
}
