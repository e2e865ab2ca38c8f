package io.weiyi.kernel.time;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;

/**
 * The calendar of the city (业务日历): days, months and opening hours are those of Asia/Shanghai. Everything else is an
 * {@link Instant}.
 */
public final class BusinessTime {

    public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private BusinessTime() {}

    public static LocalDate dayOf(Instant moment) {
        return moment.atZone(ZONE).toLocalDate();
    }

    public static YearMonth monthOf(Instant moment) {
        return YearMonth.from(moment.atZone(ZONE));
    }

    /** Minutes since the day's midnight, 0 to 1439. */
    public static int minuteOfDay(Instant moment) {
        var local = moment.atZone(ZONE).toLocalTime();
        return local.getHour() * 60 + local.getMinute();
    }

    public static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZONE).toInstant();
    }

    public static Instant startOf(YearMonth month) {
        return startOf(month.atDay(1));
    }

    public static TimeWindow windowOf(LocalDate day) {
        return new TimeWindow(startOf(day), startOf(day.plusDays(1)));
    }

    public static TimeWindow windowOf(YearMonth month) {
        return new TimeWindow(startOf(month), startOf(month.plusMonths(1)));
    }

    public static LocalDate mondayOf(Instant moment) {
        return dayOf(moment).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    /** The moment as people of the city write it: {@code yyyy-MM-dd HH:mm}. */
    public static String text(Instant moment) {
        return MINUTE.format(moment.atZone(ZONE));
    }
}
