package io.weiyi.reconciliation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.voucher.PayableFixture;
import io.weiyi.voucher.Pools;
import io.weiyi.voucher.Publicity;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What belongs together is matched by the first rule that fits; what does not fit has a name. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class ReconciliationIT {

    /** The fixture's invoices are ten times the charge, so that nine times it is in question. */
    private static final long SMALL = 10_000;

    private static final long LARGE = 20_000;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Pools pools;

    @Inject
    Publicity publicity;

    @Inject
    Reconciliation reconciliation;

    private PayableFixture f;
    private CityFixture.Person finance;
    private CityFixture.Person finance2;

    @BeforeEach
    void people() {
        f = new PayableFixture(jdbi, hasher, pools, publicity);
        finance = f.city().official(Role.FINANCE);
        finance2 = f.city().official(Role.FINANCE);
    }

    @Test
    void run_matchesByRule_andAgainChangesNothing() {
        long charge = charge(f.payable(SMALL));
        YearMonth month = month(charge);
        runWhole(month);
        List<String> first = matches(charge);
        assertThat(first).containsExactlyInAnyOrder("USE_VERIFIED:100", "INVOICE_ROUNDED:70", "CLAIM_EXACT:100");
        assertThat(open(charge)).containsExactly("INVOICE_ABOVE_CHARGE:90000:OPEN");
        runWhole(month);
        assertThat(matches(charge)).isEqualTo(first);
        assertThat(open(charge)).containsExactly("INVOICE_ABOVE_CHARGE:90000:OPEN");
        get(finance, month.toString())
                .statusCode(200)
                .body("month", equalTo(month.toString()))
                .body("status", equalTo("OPEN"))
                .body("matched", greaterThan(2));
        get(finance, invoiced(charge))
                .statusCode(200)
                .body(
                        "discrepancies.find{it.refs.contains('charge:" + charge + "')}.kind",
                        equalTo("INVOICE_ABOVE_CHARGE"))
                .body("discrepancies.find{it.refs.contains('charge:" + charge + "')}.amountFen", equalTo(90_000))
                .body("discrepancies.find{it.refs.contains('charge:" + charge + "')}.status", equalTo("OPEN"));
    }

    @Test
    void use_thatBecomesDoubtful_losesItsMatch_andGetsItBack() {
        long charge = charge(f.payable(SMALL));
        YearMonth month = month(charge);
        runWhole(month);
        verification(charge, "FLAGGED");
        runWhole(month);
        assertThat(matches(charge)).doesNotContain("USE_VERIFIED:100");
        assertThat(open(charge)).contains("CHARGE_WITHOUT_USE:10000:OPEN");
        verification(charge, "VERIFIED");
        runWhole(month);
        assertThat(matches(charge)).contains("USE_VERIFIED:100");
        assertThat(open(charge)).containsExactly("INVOICE_ABOVE_CHARGE:90000:OPEN");
    }

    @Test
    void run_stoppedBetweenAndInsideSteps_goesOn() {
        long charge = charge(f.payable(SMALL));
        YearMonth month = month(charge);
        for (int i = 0; i < 3; i++) {
            QuarkusTransaction.requiringNew().run(() -> reconciliation.handle(month.toString(), Instant.now()));
        }
        // The server dies inside a step: nothing of it is kept.
        QuarkusTransaction.begin();
        reconciliation.handle(month.toString(), Instant.now());
        QuarkusTransaction.rollback();
        runWhole(month);
        assertThat(matches(charge)).hasSize(3);
    }

    @Test
    void resolve_small_byOne_large_byTwo() {
        long small = charge(f.payable(SMALL));
        long large = charge(f.payable(LARGE));
        runWhole(month(small));
        runWhole(month(large));
        resolve(finance, discrepancy(small)).statusCode(204);
        assertThat(open(small)).containsExactly("INVOICE_ABOVE_CHARGE:90000:RESOLVED");
        long id = discrepancy(large);
        resolve(finance, id).statusCode(204);
        assertThat(open(large)).containsExactly("INVOICE_ABOVE_CHARGE:180000:ASKED");
        resolve(finance, id).statusCode(409).body("type", equalTo("/problems/second-person-required"));
        resolve(finance2, id).statusCode(204);
        resolve(finance2, id).statusCode(409).body("type", equalTo("/problems/illegal-transition"));
        runWhole(month(large));
        assertThat(open(large)).containsExactly("INVOICE_ABOVE_CHARGE:180000:RESOLVED");
    }

    @Test
    void undo_staysUndone_andIsKept() {
        long charge = charge(f.payable(SMALL));
        runWhole(month(charge));
        long match = jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT id FROM reconciliation_match WHERE link = 'CHARGE_CLAIM' AND left_id = :charge")
                .bind("charge", charge)
                .mapTo(Long.class)
                .one());
        post(finance, "/matches/" + match + "/undo", "{}").statusCode(422);
        post(finance, "/matches/" + match + "/undo", "{\"note\":\"对应有误\"}").statusCode(204);
        post(finance, "/matches/" + match + "/undo", "{\"note\":\"对应有误\"}").statusCode(404);
        runWhole(month(charge));
        assertThat(matches(charge)).doesNotContain("CLAIM_EXACT:100");
        String kept = jdbi.withHandle(
                handle -> handle.createQuery("SELECT undo_note FROM reconciliation_match WHERE id = :id")
                        .bind("id", match)
                        .mapTo(String.class)
                        .one());
        assertThat(kept).isEqualTo("对应有误");
    }

    @Test
    void calls_ofOthers_andBadMonths_refused() {
        CityFixture.Person member = f.city().member(f.firm());
        CityFixture.Person auditor = f.city().official(Role.AUDITOR);
        given().get("/api/v1/reconciliation/2025-03").then().statusCode(401);
        get(member, "2025-03").statusCode(403);
        get(auditor, "2025-03").statusCode(200);
        get(finance, "2025-13").statusCode(404).body("type", equalTo("/problems/not-found"));
        get(finance, "March").statusCode(404);
        get(finance, "2190-01").statusCode(200).body("matched", equalTo(0)).body("discrepancies.size()", equalTo(0));
        post(auditor, "/2025-03/runs", "").statusCode(403);
        post(finance, "/2025-03/runs", "").statusCode(200).body("month", equalTo("2025-03"));
        post(finance, "/2190-01/runs", "").statusCode(422);
        resolve(finance, 999_999_999L).statusCode(404);
    }

    // ---- what is seen ----

    /** The month of the charge and the next, in which its invoice may be written. */
    private void runWhole(YearMonth month) {
        run(month);
        run(month.plusMonths(1));
    }

    /** Twice, since the server's own job may have been half-way through a run. */
    private void run(YearMonth month) {
        for (int i = 0; i < 2; i++) {
            boolean more = true;
            while (more) {
                more = QuarkusTransaction.requiringNew()
                        .call(() -> reconciliation
                                .handle(month.toString(), Instant.now())
                                .isPresent());
            }
        }
    }

    private long charge(String claim) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT charge_id FROM claim_line WHERE claim_id = :claim")
                .bind("claim", Long.parseLong(claim))
                .mapTo(Long.class)
                .one());
    }

    private YearMonth month(long charge) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT to_char(posting_month, 'YYYY-MM') FROM charge WHERE id = :id")
                        .bind("id", charge)
                        .map((row, context) -> YearMonth.parse(row.getString(1)))
                        .one());
    }

    private String invoiced(long charge) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT to_char(i.issued_on, 'YYYY-MM') FROM invoice i JOIN invoice_charge a ON a.invoice_id = i.id
                         WHERE a.charge_id = :charge""")
                .bind("charge", charge)
                .mapTo(String.class)
                .one());
    }

    private void verification(long charge, String verification) {
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE usage_session SET verification = ? WHERE id IN (SELECT session_id FROM charge_session WHERE charge_id = ?)",
                verification,
                charge));
    }

    private List<String> matches(long charge) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT rule || ':' || confidence FROM reconciliation_match
                         WHERE undone_at IS NULL AND (link = 'USE_CHARGE' AND right_id = :charge
                               OR link IN ('CHARGE_INVOICE','CHARGE_CLAIM') AND left_id = :charge) ORDER BY id""")
                .bind("charge", charge)
                .mapTo(String.class)
                .list());
    }

    /** The discrepancies that name the charge, invoices of it included. */
    private List<String> open(long charge) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT kind || ':' || amount_fen || ':' || status FROM discrepancy
                         WHERE status <> 'CLEARED' AND :ref = ANY (refs) ORDER BY kind""")
                .bind("ref", "charge:" + charge)
                .mapTo(String.class)
                .list());
    }

    private long discrepancy(long charge) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id FROM discrepancy WHERE status = 'OPEN' AND kind = 'INVOICE_ABOVE_CHARGE' AND :ref = ANY (refs)""")
                .bind("ref", "charge:" + charge)
                .mapTo(Long.class)
                .one());
    }

    private ValidatableResponse resolve(CityFixture.Person who, long id) {
        return post(who, "/discrepancies/" + id + "/resolve", "{\"note\":\"已核实\"}");
    }

    private ValidatableResponse get(CityFixture.Person who, String month) {
        return given().header("Authorization", f.city().bearer(who))
                .get("/api/v1/reconciliation/" + month)
                .then();
    }

    private ValidatableResponse post(CityFixture.Person who, String path, String body) {
        return given().header("Authorization", f.city().bearer(who))
                .contentType("application/json")
                .body(body)
                .post("/api/v1/reconciliation" + path)
                .then();
    }
}
