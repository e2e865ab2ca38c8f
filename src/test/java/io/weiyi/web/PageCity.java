package io.weiyi.web;

import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** One of everything that pages show: a firm and a lab with people, an instrument, a booking, an order, a charge. */
final class PageCity {

    final CityFixture city;
    final CityFixture.Org firm;
    final CityFixture.Org lab;
    final CityFixture.Person member;
    final CityFixture.Person manager;
    final CityFixture.Person office;
    final CityFixture.Person administrator;
    final CityFixture.Person finance;
    final CityFixture.Person stranger;
    final CityFixture.Instrument instrument;
    final CityFixture.Instrument approved;
    final CityFixture.Item item;
    private final Jdbi jdbi;

    PageCity(Jdbi jdbi, PasswordHasher hasher) {
        this.jdbi = jdbi;
        city = CityFixture.fresh(jdbi, hasher);
        firm = city.firm();
        lab = city.provider();
        member = city.person(firm, Role.MEMBER, Role.ORG_ADMIN, Role.FIRM_FINANCE);
        manager = city.person(lab, Role.INSTRUMENT_MANAGER, Role.OPERATOR, Role.PROVIDER_FINANCE);
        office = city.areaOffice(city.area());
        administrator = city.official(Role.ADMIN);
        finance = city.official(Role.FINANCE);
        stranger = city.person();
        instrument = city.instrument(lab).accessory("能谱仪", "EDS detector").create();
        approved = city.instrument(lab).approval().create();
        item = city.serviceItem(lab, 12345);
    }

    static Instant hours(int ahead) {
        return Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(ahead));
    }

    /** A booking as the room itself would have written it. */
    long booking(CityFixture.Instrument on, String status, Instant startsAt, Instant endsBefore) {
        return jdbi.inTransaction(handle -> {
            long slot = handle.createQuery("""
                            INSERT INTO slot (instrument_id, kind, blocked) VALUES (:i, 'BOOKING', tstzrange(:a, :b)) RETURNING id""")
                    .bind("i", on.id())
                    .bind("a", startsAt)
                    .bind("b", endsBefore)
                    .mapTo(Long.class)
                    .one();
            return handle.createQuery("""
                            INSERT INTO booking (slot_id, instrument_id, provider_id, organisation_id, person_id, starts_at,
                                                 ends_before, mode, purpose, status, quote_fen, cancel_free_until,
                                                 no_show_after, approve_before, created_at)
                            VALUES (:slot, :i, :lab, :firm, :person, :a, :b, 'SELF', '看断口形貌', :status, 40000, :a, :b, :a, :a)
                            RETURNING id""")
                    .bind("slot", slot)
                    .bind("i", on.id())
                    .bind("lab", lab.id())
                    .bind("firm", firm.id())
                    .bind("person", member.id())
                    .bind("a", startsAt)
                    .bind("b", endsBefore)
                    .bind("status", status)
                    .mapTo(Long.class)
                    .one();
        });
    }

    long order() {
        return jdbi.inTransaction(handle -> {
            long order = handle.createQuery("""
                            INSERT INTO sample_order (service_item_id, provider_id, organisation_id, person_id, status, purpose,
                                                      quote_fen, created_at)
                            VALUES (:item, :lab, :firm, :person, 'SUBMITTED', '测成分', 24690, now()) RETURNING id""")
                    .bind("item", item.id())
                    .bind("lab", lab.id())
                    .bind("firm", firm.id())
                    .bind("person", member.id())
                    .mapTo(Long.class)
                    .one();
            handle.execute("INSERT INTO sample_kind (order_id, no, name, count) VALUES (?, 1, '铝合金片', 2)", order);
            return order;
        });
    }

    /** An open session on the instrument, as the meter would have begun it. */
    long session(CityFixture.Instrument on) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO usage_session (sid, instrument_id, started_at, last_at, run_seconds, active_seconds,
                                                   idle_seconds, source, status)
                        VALUES (:sid, :i, now() - interval '10 minutes', now(), 600, 540, 60, 'AGENT', 'OPEN') RETURNING id""")
                .bind("sid", UUID.randomUUID())
                .bind("i", on.id())
                .mapTo(Long.class)
                .one());
    }

    void idle(long session) {
        jdbi.useHandle(handle ->
                handle.execute("UPDATE usage_session SET activity = 'IDLE', last_at = now() WHERE id = ?", session));
    }

    /** A charge of the booking with one line, in this month. */
    long charge(long booking) {
        return jdbi.inTransaction(handle -> {
            long tariff = handle.createQuery("SELECT id FROM tariff WHERE instrument_id = :i")
                    .bind("i", instrument.id())
                    .mapTo(Long.class)
                    .one();
            long charge = handle.createQuery("""
                            INSERT INTO charge (subject_kind, subject_id, organisation_id, provider_id, instrument_id,
                                                service_month, posting_month, status, total_fen, created_at)
                            VALUES ('BOOKING', :booking, :firm, :lab, :i, date_trunc('month', now())::date,
                                    date_trunc('month', now())::date, 'UNCONFIRMED', 30000, now()) RETURNING id""")
                    .bind("booking", booking)
                    .bind("firm", firm.id())
                    .bind("lab", lab.id())
                    .bind("i", instrument.id())
                    .mapTo(Long.class)
                    .one();
            handle.execute("""
                    INSERT INTO charge_line (charge_id, no, kind, text_zh, text_en, quantity, unit, unit_price, amount_fen,
                                             tariff_id, tariff_version)
                    VALUES (?, 1, 'USE', '有效机时 1.5 小时 × 200.00元', 'active 1.5 h × 200.00', 1.5, 'h', 200, 30000, ?, 1)""", charge, tariff);
            long session = handle.createQuery("""
                            INSERT INTO usage_session (sid, instrument_id, booking_id, started_at, last_at, ended_at,
                                                       run_seconds, active_seconds, idle_seconds, source, status,
                                                       verification, closed_at)
                            VALUES (:sid, :i, :booking, now() - interval '3 hours', now() - interval '1 hour',
                                    now() - interval '1 hour', 7200, 5400, 1800, 'AGENT', 'CLOSED', 'VERIFIED', now())
                            RETURNING id""")
                    .bind("sid", UUID.randomUUID())
                    .bind("i", instrument.id())
                    .bind("booking", booking)
                    .mapTo(Long.class)
                    .one();
            handle.execute("INSERT INTO charge_session (charge_id, session_id) VALUES (?, ?)", charge, session);
            return charge;
        });
    }
}
