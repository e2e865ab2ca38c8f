package io.weiyi.reconciliation.payout;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.ledger.Ledger;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.voucher.PayableFixture;
import io.weiyi.voucher.Pools;
import io.weiyi.voucher.Publicity;
import jakarta.inject.Inject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From payable claims to paid ones, and what the bank may say in between. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class PayoutIT {

    private static final long FEN = 10_000;
    private static final long SUBSIDY = 4_000;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Pools pools;

    @Inject
    Publicity publicity;

    @Inject
    Ledger ledger;

    private PayableFixture f;
    private CityFixture.Person finance;
    private CityFixture.Person finance2;
    private CityFixture.Person admin;
    private CityFixture.Person accountant;

    @BeforeEach
    void people() {
        f = new PayableFixture(jdbi, hasher, pools, publicity);
        finance = f.city().official(Role.FINANCE);
        finance2 = f.city().official(Role.FINANCE);
        admin = f.city().person(f.firm(), Role.ORG_ADMIN);
        accountant = f.city().person(f.firm(), Role.FIRM_FINANCE);
    }

    @Test
    void batch_frozenApprovedExportedAndPaid_eachOnce() {
        account("6222021614000012345");
        String claim = f.payable(FEN);
        f.grant(SUBSIDY);
        String batch = create();
        post(finance, "/api/v1/payout-batches/" + batch + "/approve", "")
                .statusCode(409)
                .body("type", equalTo("/problems/second-person-required"));
        post(finance, "/api/v1/payout-batches/" + batch + "/export", "").statusCode(409);
        assertThat(f.status(claim)).isEqualTo("PAYING");
        post(finance2, "/api/v1/payout-batches/" + batch + "/approve", "")
                .statusCode(200)
                .body("status", equalTo("APPROVED"));
        post(finance2, "/api/v1/payout-batches/" + batch + "/approve", "").statusCode(409);
        String hash = post(finance, "/api/v1/payout-batches/" + batch + "/export", "")
                .statusCode(200)
                .body("status", equalTo("EXPORTED"))
                .extract()
                .path("hash");
        given().header("Authorization", f.city().bearer(finance))
                .get("/api/v1/payout-batches/{id}/treasury-list", batch)
                .then()
                .statusCode(200)
                .body(containsString("6222021614000012345"))
                .body(containsString(",40.00,"));
        String file = "claimId,amountFen,result,reason,bankRef\n%s,%d,PAID,,B1\n".formatted(claim, SUBSIDY);
        bank(batch, file).statusCode(200).body("items.find{it.claimId=='" + claim + "'}.status", equalTo("PAID"));
        // The same file once more, and the same claim in another batch.
        bank(batch, file).statusCode(200).body("hash", equalTo(hash));
        assertThat(f.status(claim)).isEqualTo("PAID");
        assertThat(count("payout_result r JOIN payout_item i ON i.id = r.item_id WHERE i.claim_id = " + claim))
                .isEqualTo(1);
        assertThat(ledger.trialBalance(Instant.now()).difference().value()).isZero();
    }

    @Test
    void firmWithoutAConfirmedAccount_waits() {
        String claim = f.payable(FEN);
        post(accountant, "/api/v1/payee-accounts", accountBody("6222021614000012345"))
                .statusCode(201);
        // Others' claims may be in this batch; this one is not.
        post(finance, "/api/v1/payout-batches", month());
        assertThat(f.status(claim)).isEqualTo("PAYABLE");
        String changed = account("6222021614000099999");
        assertThat(changed).isNotEmpty();
        String batch = create();
        get(batch).body("items.claimId", hasItem(claim));
    }

    @Test
    void account_changed_blocksPayoutUntilFinanceHasSeenIt() {
        account("6222021614000012345");
        String claim = f.payable(FEN);
        String changed = account("6222021614000099999");
        post(finance, "/api/v1/payout-batches", month());
        assertThat(f.status(claim)).isEqualTo("PAYABLE");
        given().header("Authorization", f.city().bearer(finance))
                .get("/api/v1/payee-accounts")
                .then()
                .statusCode(200)
                .body("items.id", hasItem(changed))
                .body("items.number", not(hasItem("6222021614000099999")));
        post(finance, "/api/v1/payee-accounts/" + changed + "/seen", "")
                .statusCode(200)
                .body("status", equalTo("VALID"));
        get(create()).body("items.claimId", hasItem(claim));
    }

    @Test
    void account_badInput_namesTheFields() {
        post(
                        accountant,
                        "/api/v1/payee-accounts",
                        "{\"name\":\"别家公司\",\"number\":\"12x\",\"bank\":\"\",\"cnaps\":\"1\"}")
                .statusCode(422)
                .body("violations.field", hasItem("name"))
                .body("violations.field", hasItem("number"))
                .body("violations.field", hasItem("bank"))
                .body("violations.field", hasItem("cnaps"));
        String id = post(accountant, "/api/v1/payee-accounts", accountBody("6222021614000012345"))
                .statusCode(201)
                .extract()
                .path("id");
        post(accountant, "/api/v1/payee-accounts/" + id + "/confirm", "")
                .statusCode(409)
                .body("type", equalTo("/problems/second-person-required"));
        CityFixture.Person elsewhere = f.city().person(f.city().firm(), Role.ORG_ADMIN);
        f.city().join(elsewhere, f.firm(), Role.MEMBER);
        post(elsewhere, "/api/v1/payee-accounts/" + id + "/confirm", "").statusCode(404);
        CityFixture.Person stranger = f.city().person(f.city().firm(), Role.ORG_ADMIN);
        post(stranger, "/api/v1/payee-accounts/" + id + "/confirm", "").statusCode(404);
    }

    @Test
    void failed_isCorrectedAndPaidInALaterBatch_returnedIsPaidAgain() {
        account("6222021614000012345");
        String claim = f.payable(FEN);
        f.grant(SUBSIDY);
        String first = exported();
        bank(first, "claimId,amountFen,result,reason,bankRef\n%s,%d,FAILED,账号错误,B1\n".formatted(claim, SUBSIDY))
                .statusCode(200);
        assertThat(f.status(claim)).isEqualTo("PAY_FAILED");
        bank(first, "claimId,amountFen,result\n%s,%d,PAID\n".formatted(claim, SUBSIDY))
                .statusCode(422);
        retry(first, claim);
        String second = exported();
        bank(second, "claimId,amountFen,result\n%s,%d,PAID\n".formatted(claim, SUBSIDY))
                .statusCode(200);
        byte[] chinese = "claimId,amountFen,result,reason\n%s,%d,RETURNED,退汇\n"
                .formatted(claim, SUBSIDY)
                .getBytes(Charset.forName("GB18030"));
        bank(second, chinese).statusCode(200).body("items.find{it.claimId=='" + claim + "'}.reason", equalTo("退汇"));
        assertThat(f.status(claim)).isEqualTo("PAY_FAILED");
        retry(second, claim);
        String third = exported();
        bank(third, "claimId,amountFen,result\n%s,%d,PAID\n".formatted(claim, SUBSIDY))
                .statusCode(200);
        assertThat(f.status(claim)).isEqualTo("PAID");
        assertThat(ledger.trialBalance(Instant.now()).difference().value()).isZero();
    }

    @Test
    void results_anythingWrong_takesNothingAndNamesTheRows() {
        account("6222021614000012345");
        String claim = f.payable(FEN);
        f.grant(SUBSIDY);
        String batch = exported();
        bank(
                        batch,
                        "claimId,amountFen,result\n%s,%d,PAID\n%s,%d,PAID\n9,1,PAID\nx,1.5,MAYBE\n"
                                .formatted(claim, SUBSIDY, claim, SUBSIDY + 1))
                .statusCode(422)
                .body("violations.field", hasItem("row 5"));
        bank(batch, "claimId,amountFen,result\n%s,%d,PAID\n".formatted(claim, SUBSIDY + 1))
                .statusCode(422)
                .body("violations.field", hasItem("row 2"));
        bank(batch, "a,b\n1,2\n").statusCode(422);
        bank(batch, new byte[] {0, 1, 2, '"'}).statusCode(422);
        assertThat(f.status(claim)).isEqualTo("PAYING");
    }

    @Test
    void results_beyondTheGrant_takeNothing() {
        account("6222021614000012345");
        String claim = f.payable(FEN);
        f.grant(SUBSIDY - 1);
        String batch = exported();
        bank(batch, "claimId,amountFen,result\n%s,%d,PAID\n".formatted(claim, SUBSIDY))
                .statusCode(422)
                .body("violations.message", hasItem(containsString("grant")));
        assertThat(f.status(claim)).isEqualTo("PAYING");
    }

    @Test
    void create_twoAtOnce_freezeAClaimOnce() throws Exception {
        account("6222021614000012345");
        String claim = f.payable(FEN);
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            Callable<Integer> one = () ->
                    post(finance, "/api/v1/payout-batches", month()).extract().statusCode();
            Callable<Integer> other = () ->
                    post(finance2, "/api/v1/payout-batches", month()).extract().statusCode();
            for (Future<Integer> answer : both.invokeAll(List.of(one, other))) {
                assertThat(answer.get()).isIn(201, 422);
            }
        } finally {
            both.shutdownNow();
        }
        assertThat(count("payout_item WHERE claim_id = " + claim)).isEqualTo(1);
    }

    @Test
    void calls_ofOthers_refused() {
        post(admin, "/api/v1/payout-batches", month()).statusCode(403);
        post(finance, "/api/v1/payout-batches", "{\"month\":\"2999-01\"}").statusCode(422);
        post(finance, "/api/v1/payout-batches", "{\"month\":\"November\"}").statusCode(422);
        given().header("Authorization", f.city().bearer(f.city().official(Role.AUDITOR)))
                .get("/api/v1/payout-batches")
                .then()
                .statusCode(200)
                .body("page", equalTo(0));
        get("999999999").statusCode(404);
    }

    // ---- calls ----

    private String month() {
        return "{\"month\":\"%s\"}".formatted(BusinessTime.monthOf(Instant.now()));
    }

    private String create() {
        return post(finance, "/api/v1/payout-batches", month())
                .statusCode(201)
                .body("status", equalTo("FROZEN"))
                .extract()
                .path("id");
    }

    private String exported() {
        String batch = create();
        post(finance2, "/api/v1/payout-batches/" + batch + "/approve", "").statusCode(200);
        post(finance, "/api/v1/payout-batches/" + batch + "/export", "").statusCode(200);
        return batch;
    }

    private long count(String what) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + what)
                .mapTo(Long.class)
                .one());
    }

    private void retry(String batch, String claim) {
        post(
                        finance,
                        "/api/v1/payout-batches/" + batch + "/retries",
                        "{\"claimId\":\"%s\",\"note\":\"已更正\"}".formatted(claim))
                .statusCode(200);
        assertThat(f.status(claim)).isEqualTo("PAYABLE");
    }

    private String account(String number) {
        String id = post(accountant, "/api/v1/payee-accounts", accountBody(number))
                .statusCode(201)
                .extract()
                .path("id");
        post(admin, "/api/v1/payee-accounts/" + id + "/confirm", "").statusCode(200);
        return id;
    }

    private static String accountBody(String number) {
        return "{\"number\":\"%s\",\"bank\":\"中国工商银行威海分行\",\"cnaps\":\"102465000012\"}".formatted(number);
    }

    private ValidatableResponse get(String batch) {
        return given().header("Authorization", f.city().bearer(finance))
                .get("/api/v1/payout-batches/" + batch)
                .then();
    }

    private ValidatableResponse bank(String batch, String file) {
        return bank(batch, file.getBytes(StandardCharsets.UTF_8));
    }

    private ValidatableResponse bank(String batch, byte[] file) {
        return given().header("Authorization", f.city().bearer(finance))
                .multiPart("file", "结果.csv", file, "text/csv")
                .post("/api/v1/payout-batches/" + batch + "/bank-results")
                .then();
    }

    private ValidatableResponse post(CityFixture.Person who, String path, String body) {
        return given().header("Authorization", f.city().bearer(who))
                .contentType("application/json")
                .body(body)
                .post(path)
                .then();
    }
}
