package io.weiyi.billing;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.weiyi.testing.CityFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Bookings, sessions and orders as other rooms would have left them, written by plain SQL. */
final class BillingFixture {

    private final Jdbi jdbi;
    private final BookingBilling billing;

    final CityFixture city;
    final CityFixture.Org firm;
    final CityFixture.Org provider;
    final CityFixture.Person member;
    final CityFixture.Person providerFinance;

    BillingFixture(Jdbi jdbi, CityFixture city, BookingBilling billing) {
        this.jdbi = jdbi;
        this.city = city;
        this.billing = billing;
        this.firm = city.firm();
        this.provider = city.provider();
        this.member = city.member(firm);
        this.providerFinance = city.person(provider, io.weiyi.identity.Role.PROVIDER_FINANCE);
    }

    private BillingFixture(BillingFixture other, CityFixture.Org firm) {
        this.jdbi = other.jdbi;
        this.billing = other.billing;
        this.city = other.city;
        this.firm = firm;
        this.provider = other.provider;
        this.member = city.member(firm);
        this.providerFinance = other.providerFinance;
    }

    /** The same lab with another firm. */
    BillingFixture withFirm(CityFixture.Org other) {
        return new BillingFixture(this, other);
    }

    /** A booking of two hours in this state. */
    long booking(CityFixture.Instrument instrument, Instant startsAt, String status) {
        return booking(instrument, firm, member, startsAt, Duration.ofHours(2), status);
    }

    long booking(
            CityFixture.Instrument instrument,
            CityFixture.Org organisation,
            CityFixture.Person person,
            Instant startsAt,
            Duration length,
            String status) {
        Instant endsBefore = startsAt.plus(length);
        return jdbi.inTransaction(handle -> {
            long slot = handle.createQuery("""
                            INSERT INTO slot (instrument_id, kind, blocked, active)
                            VALUES (:instrument, 'BOOKING', tstzrange(:from, :until), :active) RETURNING id""")
                    .bind("instrument", instrument.id())
                    .bind("from", startsAt)
                    .bind("until", endsBefore)
                    .bind("active", !status.equals("NO_SHOW"))
                    .mapTo(Long.class)
                    .one();
            return handle.createQuery("""
                            INSERT INTO booking (slot_id, instrument_id, provider_id, organisation_id, person_id, starts_at,
                                ends_before, mode, purpose, status, quote_fen, cancel_free_until, no_show_after, created_at)
                            VALUES (:slot, :instrument, :provider, :organisation, :person, :from, :until, 'SELF', 'test',
                                :status, 0, :from, :from::timestamptz + interval '30 minutes', :from) RETURNING id""")
                    .bind("slot", slot)
                    .bind("instrument", instrument.id())
                    .bind("provider", instrument.ownerId())
                    .bind("organisation", organisation.id())
                    .bind("person", person.id())
                    .bind("from", startsAt)
                    .bind("until", endsBefore)
                    .bind("status", status)
                    .mapTo(Long.class)
                    .one();
        });
    }

    /** A session that began with the booking's window and ran so long. */
    long session(CityFixture.Instrument instrument, Long bookingId, Instant startedAt, long run, long active) {
        return session(instrument, bookingId, startedAt, run, active, "CLOSED", "VERIFIED");
    }

    long session(
            CityFixture.Instrument instrument,
            Long bookingId,
            Instant startedAt,
            long run,
            long active,
            String status,
            String verification) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO usage_session (sid, instrument_id, booking_id, started_at, last_at, ended_at, run_seconds,
                            active_seconds, idle_seconds, source, status, verification)
                        VALUES (:sid, :instrument, :booking, :from, :until, CASE WHEN :status <> 'OPEN' THEN :until::timestamptz END,
                            :run, :active, :run - :active, 'AGENT', :status, :verification) RETURNING id""")
                .bind("sid", UUID.randomUUID())
                .bind("instrument", instrument.id())
                .bind("booking", bookingId)
                .bind("from", startedAt)
                .bind("until", startedAt.plusSeconds(run))
                .bind("run", run)
                .bind("active", active)
                .bind("status", status)
                .bind("verification", verification)
                .mapTo(Long.class)
                .one());
    }

    /** Replaces a closed session by one with other figures, as metering corrects it. */
    long correct(long sessionId, long run, long active) {
        return jdbi.inTransaction(handle -> {
            handle.execute("UPDATE usage_session SET status = 'ADJUSTED' WHERE id = ?", sessionId);
            return handle.createQuery("""
                            INSERT INTO usage_session (sid, part, instrument_id, booking_id, started_at, last_at, ended_at,
                                run_seconds, active_seconds, idle_seconds, source, status, verification, corrects_id)
                            SELECT sid, part, instrument_id, booking_id, started_at, last_at, ended_at, :run, :active,
                                   :run - :active, source, 'CLOSED', 'VERIFIED', id
                              FROM usage_session WHERE id = :id RETURNING id""")
                    .bind("run", run)
                    .bind("active", active)
                    .bind("id", sessionId)
                    .mapTo(Long.class)
                    .one();
        });
    }

    /** An active device has watched the instrument since long ago, and its readings are complete. */
    void watched(CityFixture.Instrument instrument) {
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO instrument_cover (instrument_id, metered_since, covered_until) VALUES (?, '2020-01-01T00:00:00Z', now())",
                instrument.id()));
    }

    long sampleOrder(CityFixture.Instrument instrument, CityFixture.Item item, String status, int... counts) {
        return jdbi.inTransaction(handle -> {
            long order = handle.createQuery("""
                            INSERT INTO sample_order (instrument_id, service_item_id, provider_id, organisation_id, person_id,
                                status, purpose, quote_fen, finished_at, created_at)
                            VALUES (:instrument, :item, :provider, :organisation, :person, :status, 'test', 0,
                                '2026-10-31T16:30:00Z', '2026-10-01T00:00:00Z') RETURNING id""")
                    .bind("instrument", instrument == null ? null : (Long) instrument.id())
                    .bind("item", item == null ? null : (Long) item.id())
                    .bind("provider", provider.id())
                    .bind("organisation", firm.id())
                    .bind("person", member.id())
                    .bind("status", status)
                    .mapTo(Long.class)
                    .one();
            for (int i = 0; i < counts.length; i++) {
                handle.execute(
                        "INSERT INTO sample_kind (order_id, no, name, count) VALUES (?, ?, ?, ?)",
                        order,
                        i + 1,
                        "样品" + (i + 1),
                        counts[i]);
            }
            return order;
        });
    }

    /** Runs the handler as the job would, in a transaction of its own. */
    Optional<Instant> bill(long bookingId, Instant now) {
        return QuarkusTransaction.requiringNew().call(() -> billing.handle(Long.toString(bookingId), now));
    }

    /** The id of the live charge of a booking. */
    Optional<Long> live(long bookingId) {
        return live("BOOKING", bookingId);
    }

    Optional<Long> live(String kind, long subjectId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT id FROM charge WHERE subject_kind = :kind AND subject_id = :id AND live")
                .bind("kind", kind)
                .bind("id", subjectId)
                .mapTo(Long.class)
                .findOne());
    }

    /** Every charge of a booking in order, as {@code status:total}. */
    List<String> charges(long bookingId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT status || ':' || total_fen FROM charge
                         WHERE subject_kind = 'BOOKING' AND subject_id = :id ORDER BY id""")
                .bind("id", bookingId)
                .mapTo(String.class)
                .list());
    }

    long count(String sql, Object... values) {
        return jdbi.withHandle(handle -> {
            var query = handle.createQuery(sql);
            for (int i = 0; i < values.length; i++) {
                query.bind(i, values[i]);
            }
            return query.mapTo(Long.class).one();
        });
    }
}
