package io.weiyi.voucher;

import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.Role;
import io.weiyi.kernel.money.Fen;
import io.weiyi.testing.CityFixture;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** A firm with settled charges, and everybody who deals with its claims; charges are written by plain SQL. */
final class ClaimFixture {

    private static final SecureRandom RANDOM = new SecureRandom();
    static final int YEAR = 2025;

    private final Jdbi jdbi;
    private final Pools pools;
    final CityFixture city;
    final CityFixture.Org firm;
    final CityFixture.Org provider;
    final CityFixture.Person member;
    final CityFixture.Person providerFinance;
    final CityFixture.Person district;
    final CityFixture.Person district2;
    final CityFixture.Person cityOffice;
    final CityFixture.Person cityOffice2;
    final CityFixture.Instrument instrument;
    private final long tariff;

    ClaimFixture(Jdbi jdbi, CityFixture city, Pools pools) {
        this.jdbi = jdbi;
        this.pools = pools;
        this.city = city;
        firm = city.firm();
        provider = city.provider();
        member = city.member(firm);
        providerFinance = city.person(provider, Role.PROVIDER_FINANCE);
        district = city.areaOffice(city.area());
        district2 = city.areaOffice(city.area());
        cityOffice = city.official(Role.CITY_OFFICE);
        cityOffice2 = city.official(Role.CITY_OFFICE);
        instrument = city.instrument(provider).create();
        tariff = jdbi.withHandle(
                handle -> handle.createQuery("SELECT id FROM tariff WHERE instrument_id = :id ORDER BY id LIMIT 1")
                        .bind("id", instrument.id())
                        .mapTo(Long.class)
                        .one());
    }

    /** Money of this city's own area, so that tests do not share a pool. */
    long pool(Layer layer, long fen) {
        return pools.change(YEAR, layer, city.area().id(), Pools.ChangeKind.BUDGET, Fen.of(fen), "test", null);
    }

    long grant(Layer layer, long fen) {
        return pools.change(YEAR, layer, city.area().id(), Pools.ChangeKind.GRANT, Fen.of(fen), "test", null);
    }

    static String number() {
        StringBuilder digits = new StringBuilder("2");
        for (int i = 0; i < 19; i++) {
            digits.append(RANDOM.nextInt(10));
        }
        return digits.toString();
    }

    /** A paid charge of the firm for one metered hour in the fixture's year, with its own invoice. */
    long paidCharge(long fen) {
        return paidCharge(firm, fen, number(), "VERIFIED");
    }

    long paidCharge(CityFixture.Org owner, long fen, String invoiceNumber, String verification) {
        // The lines of a charge must sum when the transaction ends.
        Instant day = Instant.parse(YEAR + "-03-01T01:00:00Z").plusSeconds(RANDOM.nextInt(200) * 86_400L);
        long booking = booking(owner, day);
        return jdbi.inTransaction(handle -> {
            long session = CityFixture.insert(
                    handle,
                    """
                    INSERT INTO usage_session (sid, instrument_id, booking_id, started_at, last_at, ended_at, run_seconds, active_seconds,
                        idle_seconds, source, status, verification)
                    VALUES (?, ?, ?, ?, ?, ?, 3600, 3600, 0, 'AGENT', 'CLOSED', ?) RETURNING id""",
                    UUID.randomUUID(),
                    instrument.id(),
                    booking,
                    day,
                    day.plusSeconds(3600),
                    day.plusSeconds(3600),
                    verification);
            long charge = CityFixture.insert(
                    handle, """
                    INSERT INTO charge (subject_kind, subject_id, organisation_id, provider_id, instrument_id, service_month, posting_month,
                        status, total_fen, created_at)
                    VALUES ('BOOKING', ?, ?, ?, ?, date_trunc('month', ?::timestamptz)::date, date_trunc('month', ?::timestamptz)::date, 'PAID', ?, ?)
                    RETURNING id""", booking, owner.id(), provider.id(), instrument.id(), day, day, fen, day);
            handle.execute("""
                    INSERT INTO charge_line (charge_id, no, kind, text_zh, text_en, quantity, unit, unit_price, amount_fen, tariff_id, tariff_version)
                    VALUES (?, 1, 'USE', '机时', 'use', 1, 'h', ? / 100.0, ?, ?, 1)""", charge, fen, fen, tariff);
            handle.execute("INSERT INTO charge_session (charge_id, session_id) VALUES (?, ?)", charge, session);
            settle(handle, owner, charge, fen, invoiceNumber, day);
            return charge;
        });
    }

    private long booking(CityFixture.Org owner, Instant day) {
        return jdbi.inTransaction(handle -> {
            long slot = CityFixture.insert(
                    handle,
                    "INSERT INTO slot (instrument_id, kind, blocked, active) VALUES (?, 'BOOKING', tstzrange(?, ?), false) RETURNING id",
                    instrument.id(),
                    day,
                    day.plusSeconds(3600));
            return CityFixture.insert(
                    handle,
                    """
                    INSERT INTO booking (slot_id, instrument_id, provider_id, organisation_id, person_id, starts_at, ends_before, mode, purpose,
                        status, quote_fen, cancel_free_until, no_show_after, created_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, 'SELF', 'test', 'NO_SHOW', 0, ?, ?, ?) RETURNING id""",
                    slot,
                    instrument.id(),
                    provider.id(),
                    owner.id(),
                    member.id(),
                    day,
                    day.plusSeconds(3600),
                    day,
                    day,
                    day.minusSeconds(86_400));
        });
    }

    private void settle(
            org.jdbi.v3.core.Handle handle, CityFixture.Org owner, long charge, long fen, String number, Instant day) {
        long invoice = handle.createQuery("SELECT id FROM invoice WHERE number = :number")
                .bind("number", number)
                .mapTo(Long.class)
                .findOne()
                .orElseGet(() -> CityFixture.insert(
                        handle,
                        """
                        INSERT INTO invoice (number, type, issued_on, amount_fen, buyer_code, seller_code, provider_id, organisation_id,
                            uploaded_by, created_at)
                        VALUES (?, '数电票', ?::timestamptz::date, ?, ?, ?, ?, ?, ?, ?) RETURNING id""",
                        number,
                        day.plusSeconds(864_000),
                        fen * 10,
                        owner.code(),
                        provider.code(),
                        provider.id(),
                        owner.id(),
                        providerFinance.id(),
                        day));
        handle.execute(
                "INSERT INTO invoice_charge (invoice_id, charge_id, allocated_fen, created_at) VALUES (?, ?, ?, ?)",
                invoice,
                charge,
                fen,
                day);
        long payment = CityFixture.insert(
                handle, """
                INSERT INTO payment_proof (paid_on, amount_fen, organisation_id, provider_id, source, uploaded_by, created_at)
                VALUES (?::timestamptz::date, ?, ?, ?, 'PROVIDER', ?, ?) RETURNING id""", day.plusSeconds(864_000), fen, owner.id(), provider.id(), providerFinance.id(), day);
        handle.execute(
                "INSERT INTO payment_charge (payment_id, charge_id, allocated_fen) VALUES (?, ?, ?)",
                payment,
                charge,
                fen);
    }

    // ---- calls ----

    static String line(long charge, long fen) {
        return "{\"chargeId\":\"%d\",\"service\":\"INSTRUMENT_USE\",\"allocatedFen\":%d}".formatted(charge, fen);
    }

    ValidatableResponse create(String... lines) {
        return post(member, "/api/v1/claims", "{\"lines\":[" + String.join(",", lines) + "]}");
    }

    /** A draft of one charge with its mandatory files. */
    String draft(long charge, long fen) {
        String id = create(line(charge, fen)).statusCode(201).extract().path("id");
        evidence(id, "CONTRACT").statusCode(201);
        evidence(id, "RESULT_REPORT").statusCode(201);
        return id;
    }

    String submitted(long fen) {
        String id = draft(paidCharge(fen), fen);
        step(member, id, "submit").statusCode(200);
        return id;
    }

    /** A claim before the city's decision. */
    String inCityReview(long fen) {
        String id = submitted(fen);
        decide(providerFinance, id, "CONFIRM").statusCode(200);
        decide(district, id, "APPROVE").statusCode(200);
        return id;
    }

    ValidatableResponse evidence(String claim, String type) {
        byte[] pdf = ("%PDF-1.4 " + CityFixture.unique("x")).getBytes(StandardCharsets.UTF_8);
        return RestAssured.given()
                .header("Authorization", city.bearer(member))
                .multiPart("file", "证明.pdf", pdf, "application/pdf")
                .multiPart("type", type)
                .post("/api/v1/claims/" + claim + "/evidence")
                .then();
    }

    ValidatableResponse decide(CityFixture.Person who, String claim, String decision) {
        return post(
                who, "/api/v1/claims/" + claim + "/decisions", "{\"decision\":\"" + decision + "\",\"note\":\"说明\"}");
    }

    ValidatableResponse step(CityFixture.Person who, String claim, String step) {
        return post(who, "/api/v1/claims/" + claim + "/" + step, "{\"note\":\"说明\"}");
    }

    ValidatableResponse get(CityFixture.Person who, String claim) {
        return RestAssured.given()
                .header("Authorization", city.bearer(who))
                .get("/api/v1/claims/" + claim)
                .then();
    }

    ValidatableResponse post(CityFixture.Person who, String path, String body) {
        return RestAssured.given()
                .header("Authorization", city.bearer(who))
                .contentType("application/json")
                .body(body)
                .post(path)
                .then();
    }

    long count(String sql, Object... values) {
        return jdbi.withHandle(handle -> CityFixture.insert(handle, sql, values));
    }
}
