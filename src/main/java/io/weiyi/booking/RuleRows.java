package io.weiyi.booking;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The tables behind {@link InstrumentRules}. */
@ApplicationScoped
class RuleRows {

    private static final int VERSIONS_MAX = 50;

    private final Jdbi jdbi;

    RuleRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Optional<RuleSheet> at(long instrumentId, Instant moment) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT * FROM booking_policy WHERE instrument_id = :id AND valid @> :at::timestamptz")
                .bind("id", instrumentId)
                .bind("at", moment)
                .map((row, context) -> sheet(row))
                .findOne());
    }

    List<RuleVersion> versions(long instrumentId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT p.*, lower(p.valid) AS since, upper(p.valid) AS until, s.display_name AS setter
                          FROM booking_policy p LEFT JOIN person s ON s.id = p.set_by
                         WHERE p.instrument_id = :id ORDER BY lower(p.valid) DESC LIMIT :most""")
                .bind("id", instrumentId)
                .bind("most", VERSIONS_MAX)
                .map((row, context) -> new RuleVersion(
                        sheet(row),
                        row.getObject("since", OffsetDateTime.class).toInstant(),
                        moment(row, "until"),
                        row.getString("setter"),
                        moment(row, "set_at")))
                .list());
    }

    private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }

    private static RuleSheet sheet(ResultSet row) throws SQLException {
        return new RuleSheet(
                row.getBoolean("approval"),
                row.getBoolean("training_required"),
                Admits.valueOf(row.getString("admits")),
                row.getBoolean("follows_holidays"),
                row.getInt("step_minutes"),
                row.getInt("min_minutes"),
                row.getInt("max_minutes"),
                row.getInt("lead_minutes"),
                row.getInt("horizon_days"),
                row.getInt("buffer_before_minutes"),
                row.getInt("buffer_after_minutes"),
                row.getInt("cancel_free_minutes"),
                row.getInt("no_show_grace_minutes"),
                row.getInt("approval_hours"),
                row.getObject("person_week_minutes", Integer.class),
                row.getObject("organisation_week_minutes", Integer.class),
                row.getObject("credit_floor", Integer.class),
                row.getInt("no_show_points"),
                row.getInt("late_cancel_points"),
                row.getInt("overtime_points"),
                row.getInt("early_start_points"),
                row.getObject("ban_after_no_shows", Integer.class),
                row.getObject("ban_days", Integer.class));
    }

    /** Ends the newest version at a moment; false when it begins only then or later. One change at a time. */
    boolean closeAt(long instrumentId, Instant moment) {
        return jdbi.withHandle(handle -> {
            handle.createQuery("SELECT pg_advisory_xact_lock(hashtextextended('rules', :id))")
                    .bind("id", instrumentId)
                    .map((row, context) -> true)
                    .one();
            boolean later = handle.createQuery(
                            "SELECT EXISTS (SELECT 1 FROM booking_policy WHERE instrument_id = :id AND lower(valid) >= :at::timestamptz)")
                    .bind("id", instrumentId)
                    .bind("at", moment)
                    .mapTo(Boolean.class)
                    .one();
            if (!later) {
                handle.createUpdate("""
                                UPDATE booking_policy SET valid = tstzrange(lower(valid), :at)
                                 WHERE instrument_id = :id AND valid @> :at::timestamptz""")
                        .bind("id", instrumentId)
                        .bind("at", moment)
                        .execute();
            }
            return !later;
        });
    }

    void insert(long instrumentId, RuleSheet s, Instant since, long personId, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO booking_policy (instrument_id, valid, approval, training_required, admits, follows_holidays, step_minutes,
                            min_minutes, max_minutes, lead_minutes, horizon_days, buffer_before_minutes, buffer_after_minutes,
                            cancel_free_minutes, no_show_grace_minutes, approval_hours, person_week_minutes, organisation_week_minutes,
                            credit_floor, no_show_points, late_cancel_points, overtime_points, early_start_points, ban_after_no_shows,
                            ban_days, set_by, set_at)
                        VALUES (:id, tstzrange(:since, NULL), :approval, :trainingRequired, :admitted, :followsHolidays, :stepMinutes,
                            :minMinutes, :maxMinutes, :leadMinutes, :horizonDays, :bufferBeforeMinutes, :bufferAfterMinutes,
                            :cancelFreeMinutes, :noShowGraceMinutes, :approvalHours, :personWeekMinutes, :organisationWeekMinutes,
                            :creditFloor, :noShowPoints, :lateCancelPoints, :overtimePoints, :earlyStartPoints, :banAfterNoShows,
                            :banDays, :by, :now)""")
                .bindMethods(s)
                .bind("admitted", s.admits().name())
                .bind("id", instrumentId)
                .bind("since", since)
                .bind("by", personId)
                .bind("now", now)
                .execute());
    }

    /** The spans of Monday to Sunday as they hold on a day. */
    List<List<WeekHours.Span>> hours(long instrumentId, LocalDate day) {
        List<List<WeekHours.Span>> week = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            week.add(new ArrayList<>());
        }
        jdbi.useHandle(handle -> handle.createQuery("""
                        SELECT weekday, opens_minute, closes_minute FROM opening_hours
                         WHERE instrument_id = :id AND since <= :day AND (until IS NULL OR until > :day)""")
                .bind("id", instrumentId)
                .bind("day", day)
                .map((row, context) ->
                        week.get(row.getInt(1) - 1).add(new WeekHours.Span(row.getInt(2), row.getInt(3))))
                .list());
        return week;
    }

    /** Lets other hours hold from a day on; what was planned for later is given up. */
    void hoursFrom(long instrumentId, List<List<WeekHours.Span>> week, LocalDate from) {
        jdbi.useHandle(handle -> {
            handle.createUpdate("DELETE FROM opening_hours WHERE instrument_id = :id AND since >= :from")
                    .bind("id", instrumentId)
                    .bind("from", from)
                    .execute();
            handle.createUpdate("""
                            UPDATE opening_hours SET until = :from
                             WHERE instrument_id = :id AND since < :from AND (until IS NULL OR until > :from)""").bind("id", instrumentId).bind("from", from).execute();
            for (int i = 0; i < week.size(); i++) {
                for (WeekHours.Span span : week.get(i)) {
                    handle.createUpdate("""
                                    INSERT INTO opening_hours (instrument_id, weekday, opens_minute, closes_minute, since)
                                    VALUES (:id, :weekday, :opens, :closes, :from)""")
                            .bind("id", instrumentId)
                            .bind("weekday", i + 1)
                            .bind("opens", span.opensMinute())
                            .bind("closes", span.closesMinute())
                            .bind("from", from)
                            .execute();
                }
            }
        });
    }

    List<DayException> exceptions(long instrumentId, LocalDate from) {
        Map<LocalDate, List<WeekHours.Span>> spans = new LinkedHashMap<>();
        Map<LocalDate, String> notes = new LinkedHashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        SELECT day, opens_minute, closes_minute, note FROM opening_exception
                         WHERE instrument_id = :id AND day >= :from ORDER BY day, opens_minute""")
                .bind("id", instrumentId)
                .bind("from", from)
                .map((row, context) -> {
                    LocalDate day = row.getObject(1, LocalDate.class);
                    List<WeekHours.Span> ofDay = spans.computeIfAbsent(day, key -> new ArrayList<>());
                    if (row.getObject(2) != null) {
                        ofDay.add(new WeekHours.Span(row.getInt(2), row.getInt(3)));
                    }
                    notes.put(day, row.getString(4));
                    return day;
                })
                .list());
        return spans.entrySet().stream()
                .map(e ->
                        new DayException(e.getKey(), WeekHours.text(e.getValue()), notes.getOrDefault(e.getKey(), "")))
                .toList();
    }

    void except(long instrumentId, LocalDate day, List<WeekHours.Span> spans, String note, long personId, Instant now) {
        dropException(instrumentId, day);
        List<WeekHours.@Nullable Span> written = new ArrayList<>(spans);
        if (written.isEmpty()) {
            written.add(null);
        }
        for (WeekHours.Span span : written) {
            jdbi.useHandle(handle -> handle.createUpdate("""
                            INSERT INTO opening_exception (instrument_id, day, opens_minute, closes_minute, note, set_by, set_at)
                            VALUES (:id, :day, :opens, :closes, :note, :by, :now)""")
                    .bind("id", instrumentId)
                    .bind("day", day)
                    .bind("opens", span == null ? null : span.opensMinute())
                    .bind("closes", span == null ? null : span.closesMinute())
                    .bind("note", note)
                    .bind("by", personId)
                    .bind("now", now)
                    .execute());
        }
    }

    boolean dropException(long instrumentId, LocalDate day) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "DELETE FROM opening_exception WHERE instrument_id = :id AND day = :day")
                        .bind("id", instrumentId)
                        .bind("day", day)
                        .execute())
                > 0;
    }
}
