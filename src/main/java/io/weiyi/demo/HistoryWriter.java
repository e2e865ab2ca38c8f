package io.weiyi.demo;

import io.weiyi.pricing.Pricing;
import io.weiyi.pricing.Tariff;
import io.weiyi.pricing.Tier;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes slots, bookings and the uses taken over from logbooks; those of devices come in by their signed readings. */
final class HistoryWriter {

    private static final Duration APPROVAL = Duration.ofHours(48);

    private final Connection connection;
    private final CityPlan city;
    private final DemoIds organisations;
    private final DemoIds people;
    private final DemoIds instruments;
    private final DemoIds bookings;
    private final DemoIds sessions;
    private final Map<Quoted, Long> quotes = new HashMap<>();

    HistoryWriter(Connection connection, CityPlan city, DemoIds organisations, DemoIds people, DemoIds instruments)
            throws SQLException {
        this.connection = connection;
        this.city = city;
        this.organisations = organisations;
        this.people = people;
        this.instruments = instruments;
        this.bookings =
                DemoIds.reserve(connection, "booking", city.history().bookings().size());
        this.sessions = DemoIds.reserve(
                connection, "usage_session", city.history().sessions().size());
    }

    DemoIds bookings() {
        return bookings;
    }

    DemoIds sessions() {
        return sessions;
    }

    void write(Map<Integer, List<Tariff>> tariffs) throws SQLException {
        DemoIds slots = slots();
        bookingRows(slots, tariffs);
        sessionRows();
    }

    private DemoIds slots() throws SQLException {
        List<DemoBooking> all = city.history().bookings();
        DemoIds slots = DemoIds.reserve(connection, "slot", all.size());
        try (CopyTable table = new CopyTable(connection, "slot", "id, instrument_id, kind, blocked, active")) {
            for (int i = 0; i < all.size(); i++) {
                DemoBooking b = all.get(i);
                table.row(
                        slots.of(i),
                        instruments.of(b.instrument()),
                        "BOOKING",
                        CopyTable.range(b.blockedFrom(), b.blockedBefore()),
                        b.active());
            }
        }
        return slots;
    }

    private void bookingRows(DemoIds slots, Map<Integer, List<Tariff>> tariffs) throws SQLException {
        List<DemoBooking> all = city.history().bookings();
        Map<Integer, Instant> usedFrom = new HashMap<>();
        for (DemoSession session : city.history().sessions()) {
            if (session.booking() != DemoSession.UNBOOKED && !session.signed()) {
                usedFrom.put(session.booking(), session.startedAt());
            }
        }
        try (CopyTable table = new CopyTable(
                connection,
                "booking",
                "id, slot_id, instrument_id, provider_id, organisation_id, person_id, starts_at, ends_before, mode, purpose,"
                        + " status, quote_fen, cancel_free_until, no_show_after, approve_before, checked_in_at, used_from,"
                        + " decided_by, decision_note, overtime, created_at")) {
            for (int i = 0; i < all.size(); i++) {
                DemoBooking b = all.get(i);
                DemoInstrument instrument = city.instruments().get(b.instrument());
                DemoRules rules = instrument.rules();
                boolean decided = rules.approval()
                        && !List.of("PENDING_APPROVAL", "EXPIRED").contains(b.status());
                table.row(
                        bookings.of(i),
                        slots.of(i),
                        instruments.of(b.instrument()),
                        organisations.of(instrument.owner()),
                        organisations.of(b.organisation()),
                        people.of(b.person()),
                        b.startsAt(),
                        b.endsBefore(),
                        b.selfOperated() ? "SELF" : "ASSISTED",
                        HistoryPlan.PURPOSES.get(b.purpose()),
                        b.status(),
                        quote(b, instrument, tariffs.getOrDefault(b.instrument(), List.of())),
                        b.startsAt().minusSeconds(rules.cancelFreeMinutes() * 60L),
                        b.startsAt().plusSeconds(rules.noShowGraceMinutes() * 60L),
                        rules.approval() ? approveBefore(b) : null,
                        b.checkedInAt().equals(DemoBooking.NEVER) ? null : b.checkedInAt(),
                        usedFrom.get(i),
                        decided ? people.of(instrument.contact()) : null,
                        b.status().equals("REJECTED") ? "该时段安排仪器维护，请另选时间。" : null,
                        b.overtime(),
                        b.createdAt());
            }
        }
    }

    private static Instant approveBefore(DemoBooking b) {
        Instant limit = b.createdAt().plus(APPROVAL);
        return limit.isBefore(b.startsAt()) ? limit : b.startsAt();
    }

    /** Windows of equal length at equal prices are quoted once. */
    private record Quoted(long tariff, Tier tier, long seconds) {}

    private long quote(DemoBooking b, DemoInstrument instrument, List<Tariff> tariffs) {
        Tariff tariff = ChargePlan.tariffAt(tariffs, b.startsAt());
        Tier tier = Tier.of(
                instrument.owner(),
                b.organisation(),
                city.organisations().get(b.organisation()).kind());
        long seconds = Duration.between(b.startsAt(), b.endsBefore()).toSeconds();
        return quotes.computeIfAbsent(
                new Quoted(tariff.id(), tier, seconds),
                q -> Pricing.quote(tariff, tier, seconds).value());
    }

    private void sessionRows() throws SQLException {
        List<DemoSession> all = city.history().sessions();
        Draw draw = Draw.stream("session-ids");
        try (CopyTable table = new CopyTable(
                connection,
                "usage_session",
                "id, sid, instrument_id, owner_id, booking_id, organisation_id, started_at, last_at, ended_at, run_seconds,"
                        + " active_seconds, idle_seconds, source, status, verification, activity, end_cause, closed_at")) {
            for (int i = 0; i < all.size(); i++) {
                DemoSession s = all.get(i);
                UUID sid = sid(draw);
                if (!s.signed()) {
                    table.row(
                            sessions.of(i),
                            sid,
                            instruments.of(s.instrument()),
                            organisations.of(
                                    city.instruments().get(s.instrument()).owner()),
                            bookingId(s),
                            firmId(s),
                            s.startedAt(),
                            s.endedAt(),
                            s.endedAt(),
                            s.runSeconds(),
                            s.activeSeconds(),
                            s.idleSeconds(),
                            "IMPORTED",
                            "CLOSED",
                            "UNVERIFIED",
                            "IDLE",
                            "exit",
                            s.endedAt());
                }
            }
        }
    }

    private @Nullable Object bookingId(DemoSession session) {
        return session.booking() == DemoSession.UNBOOKED ? null : bookings.of(session.booking());
    }

    private @Nullable Object firmId(DemoSession session) {
        return session.booking() == DemoSession.UNBOOKED
                ? null
                : organisations.of(
                        city.history().bookings().get(session.booking()).organisation());
    }

    /** A random UUID of version 4 that is the same in every city of these times. */
    static UUID sid(Draw draw) {
        return new UUID(draw.next() & ~0xf000L | 0x4000L, draw.next() & 0x3fffffffffffffffL | 0x8000000000000000L);
    }
}
