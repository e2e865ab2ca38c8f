package io.weiyi.booking;

import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.catalog.ShareMode;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads what the policies judge by. */
@ApplicationScoped
class Proposals {

    /** Stands for the rules of an instrument that has none; such an instrument is not bookable anyway. */
    private static final BookingRules NO_RULES = new BookingRules(
            true,
            true,
            Duration.ofDays(1),
            Duration.ofDays(1),
            Duration.ofDays(1),
            Duration.ZERO,
            Duration.ofDays(1),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofDays(1),
            Duration.ofHours(1));

    private final Jdbi jdbi;
    private final Standings standings;

    Proposals(Jdbi jdbi, Standings standings) {
        this.jdbi = jdbi;
        this.standings = standings;
    }

    /** Who wants which window, and which booking of theirs it would replace. */
    record Wish(
            long organisationId,
            long personId,
            TimeWindow window,
            BookingMode mode,
            @Nullable Long insteadOf) {}

    Proposal of(InstrumentInfo instrument, Wish wish, Instant now) {
        Optional<BookingRules> found = rules(instrument.id(), now);
        BookingRules rules = found.orElse(NO_RULES);
        boolean bookable = found.isPresent()
                && instrument.bookable()
                && instrument.status().usable()
                && instrument.sharedWith(wish.organisationId())
                && standings.admitted(rules.admission().admits(), instrument, wish.organisationId());
        return new Proposal(
                now,
                wish.window(),
                wish.mode(),
                bookable,
                standings.of(instrument, rules, wish, now),
                rules,
                hours(instrument.id(), now));
    }

    /** Whether anybody but the owner's own people could book the instrument, for what a guest is shown. */
    static boolean offered(InstrumentInfo instrument) {
        return instrument.bookable() && instrument.status().usable() && instrument.shareMode() != ShareMode.NONE;
    }

    /** The rules that hold now: whoever books is bound by the rules of the day they book. */
    Optional<BookingRules> rules(long instrumentId, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT approval, training_required, step_minutes, min_minutes, max_minutes, lead_minutes, horizon_days,
                               buffer_before_minutes, buffer_after_minutes, cancel_free_minutes, no_show_grace_minutes, approval_hours,
                               admits, person_week_minutes, organisation_week_minutes, credit_floor, ban_after_no_shows, ban_days
                          FROM booking_policy WHERE instrument_id = :id AND valid @> :now::timestamptz""")
                .bind("id", instrumentId)
                .bind("now", now)
                .map((row, context) -> rules(row))
                .findOne());
    }

    private static BookingRules rules(ResultSet row) throws SQLException {
        return new BookingRules(
                row.getBoolean("approval"),
                row.getBoolean("training_required"),
                minutes(row, "step_minutes"),
                minutes(row, "min_minutes"),
                minutes(row, "max_minutes"),
                minutes(row, "lead_minutes"),
                Duration.ofDays(row.getInt("horizon_days")),
                minutes(row, "buffer_before_minutes"),
                minutes(row, "buffer_after_minutes"),
                minutes(row, "cancel_free_minutes"),
                minutes(row, "no_show_grace_minutes"),
                Duration.ofHours(row.getInt("approval_hours")),
                new BookingRules.Admission(
                        Admits.valueOf(row.getString("admits")),
                        row.getObject("person_week_minutes") == null ? null : minutes(row, "person_week_minutes"),
                        row.getObject("organisation_week_minutes") == null
                                ? null
                                : minutes(row, "organisation_week_minutes"),
                        row.getObject("credit_floor", Integer.class),
                        row.getObject("ban_after_no_shows", Integer.class),
                        Duration.ofDays(row.getInt("ban_days"))));
    }

    private static Duration minutes(ResultSet row, String column) throws SQLException {
        return Duration.ofMinutes(row.getInt(column));
    }

    /** The hours of every day, those of days that differ and of public holidays included. */
    OpeningHours hours(long instrumentId, Instant now) {
        List<OpeningHours.Entry> entries = new ArrayList<>();
        Map<LocalDate, List<OpeningHours.Entry>> exceptions = new HashMap<>();
        Map<LocalDate, HolidayKind> holidays = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        SELECT 'WEEK' AS kind, weekday, opens_minute, closes_minute, since AS day, until
                          FROM opening_hours WHERE instrument_id = :id
                        UNION ALL
                        SELECT 'EXCEPTION', 0, opens_minute, closes_minute, day, NULL
                          FROM opening_exception WHERE instrument_id = :id
                        UNION ALL
                        SELECT kind, 0, NULL, NULL, day, NULL FROM public_holiday
                         WHERE (SELECT p.follows_holidays FROM booking_policy p WHERE p.instrument_id = :id AND p.valid @> :now::timestamptz)""")
                .bind("id", instrumentId)
                .bind("now", now)
                .map((row, context) -> {
                    LocalDate day = row.getObject("day", LocalDate.class);
                    switch (row.getString("kind")) {
                        case "WEEK" ->
                            entries.add(new OpeningHours.Entry(
                                    row.getInt("weekday"),
                                    row.getInt("opens_minute"),
                                    row.getInt("closes_minute"),
                                    day,
                                    row.getObject("until", LocalDate.class)));
                        case "EXCEPTION" -> {
                            List<OpeningHours.Entry> spans = exceptions.computeIfAbsent(day, key -> new ArrayList<>());
                            if (row.getObject("opens_minute") != null) {
                                spans.add(new OpeningHours.Entry(
                                        day.getDayOfWeek().getValue(),
                                        row.getInt("opens_minute"),
                                        row.getInt("closes_minute")));
                            }
                        }
                        default -> holidays.put(day, HolidayKind.valueOf(row.getString("kind")));
                    }
                    return day;
                })
                .list());
        return new OpeningHours(entries, exceptions, holidays);
    }
}
