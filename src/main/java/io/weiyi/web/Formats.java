package io.weiyi.web;

import io.quarkus.qute.TemplateExtension;
import io.weiyi.identity.Role;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.time.BusinessTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How figures are written on pages; templates call these as {@code fmt:time(..)}. */
@TemplateExtension(namespace = "fmt")
final class Formats {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter FIELD = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");

    private static final long FEN_PER_HUNDREDTH = 100_000_000;

    private Formats() {}

    /** {@code 2026-11-23 09:00}, or a dash when there is none. */
    static String time(@Nullable Instant moment) {
        return moment == null ? "—" : BusinessTime.text(moment);
    }

    /** {@code 2026-11-23 09:00:30}, where a minute is not fine enough. */
    static String seconds(Instant moment) {
        return SECOND.format(moment.atZone(BusinessTime.ZONE));
    }

    /** {@code 09:00}. */
    static String clock(Instant moment) {
        return CLOCK.format(moment.atZone(BusinessTime.ZONE));
    }

    /** The form of a date and time field: {@code 2026-11-23T09:00}. */
    static String field(Instant moment) {
        return FIELD.format(moment.atZone(BusinessTime.ZONE));
    }

    /** {@code 2026-11-23 09:00–11:00}; the second day is named when there is one, and midnight at its end is 24:00. */
    static String span(Instant startsAt, Instant endsBefore) {
        return time(startsAt) + "–" + until(BusinessTime.dayOf(startsAt), endsBefore);
    }

    /** The end of a span that began on the given day. */
    static String until(LocalDate day, Instant endsBefore) {
        LocalDate last = BusinessTime.dayOf(endsBefore);
        if (last.equals(day)) {
            return clock(endsBefore);
        }
        boolean midnight = BusinessTime.minuteOfDay(endsBefore) == 0;
        return midnight && last.equals(day.plusDays(1)) ? "24:00" : time(endsBefore);
    }

    /** A month that is kept as its first day: {@code 2026-11}. */
    static String month(LocalDate firstDay) {
        return firstDay.toString().substring(0, 7);
    }

    /** Seconds as {@code 1:05:30}. */
    static String hms(long seconds) {
        return String.format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** Fen as hundreds of millions of yuan with two decimals, for the total worth. */
    static String hundredMillion(long fen) {
        long hundredths = Math.floorDiv(fen + FEN_PER_HUNDREDTH / 2, FEN_PER_HUNDREDTH);
        return String.format("%d.%02d", hundredths / 100, hundredths % 100);
    }

    /** Fen as 万元 with two decimals. */
    static String wan(long fen) {
        return Fen.of(fen).toWanYuan();
    }

    /** The digits of a class code that name a level: {@code 010000} is all of {@code 01}. */
    static String prefix(String code) {
        String prefix = code;
        while (prefix.length() > 2 && prefix.endsWith("00")) {
            prefix = prefix.substring(0, prefix.length() - 2);
        }
        return prefix;
    }

    /** An id as forms carry it. */
    static String id(long id) {
        return Long.toString(id);
    }

    /** The stable word of a role, by which the messages name it. */
    static String word(Role role) {
        return role.name();
    }

    /** What percent a part is of a whole, 0 to 100, for the width of a bar. */
    static long percent(long part, long whole) {
        return whole <= 0 ? 0 : Math.min(100, Math.round(100.0 * part / whole));
    }
}
