package io.weiyi.pricing;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Prices of the night and of the weekend (夜间、周末价). The weekend is Saturday and Sunday of the city's calendar; on it its
 * own price holds at night too.
 *
 * @param nightFromMinute minute of the day at which the night begins; meaningless without night prices
 * @param nightUntilMinute minute at which it ends, on the next day when it is the smaller one
 * @param night price of an hour per tier; empty when nights cost what days cost
 * @param weekend price of an hour per tier; empty when weekends have no price of their own
 */
public record TimeBands(int nightFromMinute, int nightUntilMinute, Map<Tier, Fen> night, Map<Tier, Fen> weekend) {

    public static final TimeBands NONE = new TimeBands(0, 0, Map.of(), Map.of());

    private static final int MINUTES_PER_DAY = 1440;
    private static final int SECONDS_PER_MINUTE = 60;

    public TimeBands {
        night = Map.copyOf(night);
        weekend = Map.copyOf(weekend);
        for (Map<Tier, Fen> prices : List.of(night, weekend)) {
            if (!prices.isEmpty() && prices.size() != Tier.values().length) {
                throw new IllegalArgumentException("a price of the night or weekend must be given for every tier");
            }
            if (prices.values().stream().anyMatch(Fen::isNegative)) {
                throw new IllegalArgumentException("a price must not be negative");
            }
        }
        if (!night.isEmpty()
                && (nightFromMinute == nightUntilMinute || !minute(nightFromMinute) || !minute(nightUntilMinute))) {
            throw new IllegalArgumentException("a night must begin and end at different minutes of the day");
        }
    }

    private static boolean minute(int value) {
        return value >= 0 && value < MINUTES_PER_DAY;
    }

    public boolean isEmpty() {
        return night.isEmpty() && weekend.isEmpty();
    }

    /** What an hour costs in this part of the week. */
    Fen hour(Band band, Tier tier, Fen base) {
        return switch (band) {
            case BASE -> base;
            case NIGHT -> night.getOrDefault(tier, base);
            case WEEKEND -> weekend.getOrDefault(tier, base);
        };
    }

    /** How many seconds of a window lie in each part of the week; they sum to its length. */
    Map<Band, Long> split(TimeWindow window) {
        Map<Band, Long> seconds = new EnumMap<>(Band.class);
        LocalDate last = BusinessTime.dayOf(window.endsBefore());
        for (LocalDate day = BusinessTime.dayOf(window.startsAt()); !day.isAfter(last); day = day.plusDays(1)) {
            TimeWindow whole = BusinessTime.windowOf(day);
            TreeSet<Integer> borders = new TreeSet<>(List.of(0, MINUTES_PER_DAY));
            if (!night.isEmpty()) {
                borders.add(nightFromMinute);
                borders.add(nightUntilMinute);
            }
            Integer from = borders.pollFirst();
            for (Integer until : borders) {
                Instant startsAt = later(window.startsAt(), minuteOf(whole, from));
                Instant endsBefore = earlier(window.endsBefore(), minuteOf(whole, until));
                if (startsAt.isBefore(endsBefore)) {
                    long part = endsBefore.getEpochSecond() - startsAt.getEpochSecond();
                    seconds.merge(band(day.getDayOfWeek(), from), part, Long::sum);
                }
                from = until;
            }
        }
        return seconds;
    }

    private Band band(DayOfWeek weekday, int minute) {
        if (!weekend.isEmpty() && (weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY)) {
            return Band.WEEKEND;
        }
        boolean dark = nightFromMinute < nightUntilMinute
                ? minute >= nightFromMinute && minute < nightUntilMinute
                : minute >= nightFromMinute || minute < nightUntilMinute;
        return !night.isEmpty() && dark ? Band.NIGHT : Band.BASE;
    }

    private static Instant minuteOf(TimeWindow day, int minute) {
        return day.startsAt().plusSeconds((long) minute * SECONDS_PER_MINUTE);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
