package io.weiyi.booking;

import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.catalog.ShareMode;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

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
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofDays(1),
            Duration.ofHours(1));

    private final Jdbi jdbi;

    Proposals(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Proposal of(
            InstrumentInfo instrument,
            long organisationId,
            long personId,
            TimeWindow window,
            BookingMode mode,
            Instant now) {
        Optional<BookingRules> rules = rules(instrument.id(), now);
        boolean bookable = rules.isPresent()
                && instrument.bookable()
                && instrument.status().usable()
                && instrument.sharedWith(organisationId);
        Standing standing = standing(instrument, personId, window.startsAt(), now);
        return new Proposal(
                now,
                window,
                mode,
                bookable,
                standing.banned(),
                standing.trained(),
                rules.orElse(NO_RULES),
                hours(instrument.id()));
    }

    /** Whether anybody but the owner's own people could book the instrument, for what a guest is shown. */
    static boolean offered(InstrumentInfo instrument) {
        return instrument.bookable() && instrument.status().usable() && instrument.shareMode() != ShareMode.NONE;
    }

    /** The rules that hold now: whoever books is bound by the rules of the day they book. */
    Optional<BookingRules> rules(long instrumentId, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT approval, training_required, step_minutes, min_minutes, max_minutes, lead_minutes, horizon_days,
                               buffer_before_minutes, buffer_after_minutes, cancel_free_minutes, no_show_grace_minutes, approval_hours
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
                Duration.ofMinutes(row.getInt("step_minutes")),
                Duration.ofMinutes(row.getInt("min_minutes")),
                Duration.ofMinutes(row.getInt("max_minutes")),
                Duration.ofMinutes(row.getInt("lead_minutes")),
                Duration.ofDays(row.getInt("horizon_days")),
                Duration.ofMinutes(row.getInt("buffer_before_minutes")),
                Duration.ofMinutes(row.getInt("buffer_after_minutes")),
                Duration.ofMinutes(row.getInt("cancel_free_minutes")),
                Duration.ofMinutes(row.getInt("no_show_grace_minutes")),
                Duration.ofHours(row.getInt("approval_hours")));
    }

    OpeningHours hours(long instrumentId) {
        List<OpeningHours.Entry> entries = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT weekday, opens_minute, closes_minute FROM opening_hours WHERE instrument_id = :id")
                .bind("id", instrumentId)
                .map((row, context) -> new OpeningHours.Entry(row.getInt(1), row.getInt(2), row.getInt(3)))
                .list());
        return new OpeningHours(entries);
    }

    private record Standing(boolean banned, boolean trained) {}

    private Standing standing(InstrumentInfo instrument, long personId, Instant start, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM ban WHERE person_id = :person AND starts_at <= :now AND ends_before > :now
                                          AND (owner_id IS NULL OR owner_id = :owner)),
                               EXISTS (SELECT 1 FROM training WHERE person_id = :person AND instrument_id = :instrument
                                          AND granted_at <= :now AND (expires_at IS NULL OR expires_at > :start))""")
                .bind("person", personId)
                .bind("owner", instrument.ownerId())
                .bind("instrument", instrument.id())
                .bind("now", now)
                .bind("start", start)
                .map((row, context) -> new Standing(row.getBoolean(1), row.getBoolean(2)))
                .one());
    }
}
