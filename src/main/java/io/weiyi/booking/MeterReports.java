package io.weiyi.booking;

import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What metering tells booking: use, its end, and up to when an instrument is covered. Runs in metering's transaction. */
@ApplicationScoped
class MeterReports {

    private final BookingRepository bookings;
    private final Slots slots;
    private final BookingEvents events;
    private final CreditRecord credit;
    private final Audit audit;
    private final Jdbi jdbi;
    private final Clock clock;

    MeterReports(
            BookingRepository bookings,
            Slots slots,
            BookingEvents events,
            CreditRecord credit,
            Audit audit,
            Jdbi jdbi,
            Clock clock) {
        this.bookings = bookings;
        this.slots = slots;
        this.events = events;
        this.credit = credit;
        this.audit = audit;
        this.jdbi = jdbi;
        this.clock = clock;
    }

    List<List<BookedWindow>> touching(List<MeteredSpan> spans) {
        List<List<BookedWindow>> found = new ArrayList<>();
        spans.forEach(span -> found.add(new ArrayList<>()));
        if (spans.isEmpty()) {
            return found;
        }
        // No policy allows more than 31 days, which bounds the scan of the index from below.
        jdbi.useHandle(handle -> handle.createQuery("""
                        SELECT b.id, b.instrument_id, b.organisation_id, b.starts_at, b.ends_before, b.status, s.no
                          FROM unnest(:instruments::bigint[], :froms::timestamptz[], :untils::timestamptz[])
                               WITH ORDINALITY AS s (instrument, since, until, no)
                          JOIN booking b ON b.instrument_id = s.instrument AND b.starts_at < s.until AND b.ends_before > s.since
                               AND b.starts_at > s.since - interval '31 days'
                         WHERE b.status IN ('CONFIRMED','IN_USE','FINISHED','NO_SHOW')
                         ORDER BY b.starts_at, b.id""")
                .bindArray(
                        "instruments",
                        Long.class,
                        spans.stream().map(MeteredSpan::instrumentId).toArray())
                .bindArray(
                        "froms",
                        String.class,
                        spans.stream()
                                .map(span -> span.window().startsAt().toString())
                                .toArray())
                .bindArray(
                        "untils",
                        String.class,
                        spans.stream()
                                .map(span -> span.window().endsBefore().toString())
                                .toArray())
                .map((row, context) -> found.get((int) row.getLong(7) - 1).add(booked(row)))
                .list());
        return found;
    }

    private static BookedWindow booked(ResultSet row) throws SQLException {
        return new BookedWindow(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getObject(4, OffsetDateTime.class).toInstant(),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                BookingStatus.valueOf(row.getString(6)));
    }

    void observeUse(long bookingId, Instant startedAt) {
        bookings.locked(bookingId).ifPresent(booking -> {
            BookingStatus before = booking.status();
            boolean first = booking.usedFrom() == null;
            booking.used(startedAt);
            if (startedAt.isBefore(booking.window().startsAt())) {
                credit.add(booking, CreditKind.EARLY_START, startedAt, clock.instant());
            }
            if (before == BookingStatus.CONFIRMED) {
                booking.enterUse();
                events.changed(booking, before, clock.instant());
            } else if (before == BookingStatus.NO_SHOW && first) {
                provedWrong(booking, startedAt);
            }
            bookings.flush();
        });
    }

    /** A late reading says that somebody called a no-show was there after all. */
    private void provedWrong(Booking booking, Instant startedAt) {
        Instant now = clock.instant();
        credit.disproved(booking, CreditKind.NO_SHOW, now);
        boolean back = slots.takeBack(booking.instrumentId(), booking.slotId());
        if (back) {
            booking.enterUse();
            events.changed(booking, BookingStatus.NO_SHOW, now);
        } else {
            // The slot belongs to somebody else by now. The use is still true and is priced; the state stays.
            events.usedUp(booking, now);
        }
        audit.record(
                "booking.no-show-disproved",
                "booking",
                String.valueOf(booking.id()),
                booking.organisationId(),
                Map.of("usedFrom", startedAt.toString(), "slotStillFree", back));
    }

    void observeEnd(long bookingId, Instant endedAt) {
        bookings.locked(bookingId).ifPresent(booking -> {
            if (booking.useEnded(endedAt)) {
                credit.add(booking, CreditKind.OVERTIME, booking.endsBefore(), clock.instant());
            }
            bookings.flush();
        });
    }

    boolean watched(long instrumentId, TimeWindow window) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT 1 FROM instrument_cover
                         WHERE instrument_id = :id AND metered_since <= :from
                           AND (metered_until IS NULL OR metered_until >= :until)""")
                .bind("id", instrumentId)
                .bind("from", window.startsAt())
                .bind("until", window.endsBefore())
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    void covered(SortedMap<Long, Instant> until) {
        if (until.isEmpty()) {
            return;
        }
        // In the order of their ids, so that servers wait for each other and never cross.
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO instrument_cover (instrument_id, metered_since, covered_until)
                        SELECT id, until, until FROM unnest(:ids::bigint[], :untils::timestamptz[]) AS c (id, until) ORDER BY id
                        ON CONFLICT (instrument_id) DO UPDATE SET covered_until = excluded.covered_until
                         WHERE instrument_cover.covered_until < excluded.covered_until""")
                .bindArray("ids", Long.class, until.keySet().toArray())
                .bindArray(
                        "untils",
                        String.class,
                        until.values().stream().map(Instant::toString).toArray())
                .execute());
    }

    void metered(long instrumentId, Instant since, @Nullable Instant until) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO instrument_cover (instrument_id, metered_since, metered_until, covered_until)
                        VALUES (:id, :since, :until::timestamptz, :since)
                        ON CONFLICT (instrument_id) DO UPDATE
                           SET metered_since = excluded.metered_since, metered_until = excluded.metered_until,
                               covered_until = greatest(instrument_cover.covered_until, excluded.covered_until)""")
                .bind("id", instrumentId)
                .bind("since", since)
                .bind("until", until)
                .execute());
    }
}
