package io.weiyi.voucher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class ClaimIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Pools pools;

    private ClaimFixture f;

    @BeforeEach
    void fixture() {
        f = new ClaimFixture(jdbi, CityFixture.fresh(jdbi, hasher), pools);
        f.pool(Layer.PROVINCE, 100_000_000);
    }

    @Test
    void claim_fromDraftToApproval_takesTheWayOfTheTable() {
        long charge = f.paidCharge(33_333);
        String id = f.create(ClaimFixture.line(charge, 33_333))
                .statusCode(201)
                .body("status", equalTo("DRAFT"))
                .body("applicantId", equalTo(Long.toString(f.firm.id())))
                .body("estimatedSubsidyFen", equalTo(13_333))
                .body("subsidyFen", nullValue())
                .body("lines[0].packId", equalTo("SD-2019"))
                .body("missing.type", contains("CONTRACT", "RESULT_REPORT"))
                .header("ETag", equalTo("\"0\""))
                .extract()
                .path("id");
        f.step(f.member, id, "submit").statusCode(422).body("violations", hasSize(2));
        f.evidence(id, "CONTRACT").statusCode(201).body("missing.type", contains("RESULT_REPORT"));
        f.evidence(id, "RESULT_REPORT").statusCode(201).body("missing", empty());
        f.step(f.member, id, "submit")
                .statusCode(200)
                .body("status", equalTo("SUBMITTED"))
                .body("checks", not(empty()))
                .body("checks.outcome", everyItem(not(equalTo("FAIL"))));
        f.decide(f.providerFinance, id, "CONFIRM")
                .statusCode(200)
                .body("status", equalTo("DISTRICT_REVIEW"))
                .body("history.to", contains("SUBMITTED", "PROVIDER_CONFIRMED", "DISTRICT_REVIEW"));
        f.decide(f.district, id, "APPROVE").statusCode(200).body("status", equalTo("CITY_REVIEW"));
        f.decide(f.cityOffice, id, "APPROVE")
                .statusCode(200)
                .body("status", equalTo("APPROVED"))
                .body("subsidyFen", equalTo(13_333))
                .body("lines[0].layers[0].layer", equalTo("PROVINCE"))
                .body("lines[0].layers[0].subsidyFen", equalTo(13_333));
        assertThat(runs(id)).containsExactly("SUBMIT", "CONFIRM", "APPROVE", "APPROVE");
    }

    private List<String> runs(String id) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT occasion FROM claim_check_run WHERE claim_id = :id ORDER BY id")
                        .bind("id", Long.parseLong(id))
                        .mapTo(String.class)
                        .list());
    }

    @Test
    void create_wrongLines_areAllNamed() {
        long charge = f.paidCharge(1000);
        CityFixture.Org other = f.city.firm();
        long foreign = f.paidCharge(other, 1000, ClaimFixture.number(), "VERIFIED");
        f.create(
                        ClaimFixture.line(charge, 1001),
                        ClaimFixture.line(foreign, 1),
                        ClaimFixture.line(charge, -1),
                        "{\"chargeId\":\"%d\",\"service\":\"DANCING\",\"allocatedFen\":9223372036854775807}"
                                .formatted(charge),
                        "{\"chargeId\":\"x\",\"service\":\"TEST\"}",
                        "{\"chargeId\":\"%d\",\"service\":\"TEST\",\"allocatedFen\":1,\"invoiceNumber\":\"1\"}"
                                .formatted(charge))
                .statusCode(422)
                .body("type", equalTo("/problems/validation"))
                .body(
                        "violations.field",
                        contains(
                                "lines[0].allocatedFen",
                                "lines[1].chargeId",
                                "lines[2].allocatedFen",
                                "lines[3].service",
                                "lines[3].allocatedFen",
                                "lines[4].chargeId",
                                "lines[5].invoiceNumber"));
        f.post(f.member, "/api/v1/claims", "{\"lines\":[]}").statusCode(422);
        f.post(f.member, "/api/v1/claims", "").statusCode(400);
        f.post(f.district, "/api/v1/claims", "{\"lines\":[]}").statusCode(403);
    }

    @Test
    void oneCharge_inTwoClaims_isRefusedUntilWithdrawn() {
        long charge = f.paidCharge(5000);
        String first = f.create(ClaimFixture.line(charge, 5000))
                .statusCode(201)
                .extract()
                .path("id");
        f.create(ClaimFixture.line(charge, 5000)).statusCode(422);
        f.step(f.member, first, "withdraw").statusCode(200).body("status", equalTo("WITHDRAWN"));
        f.create(ClaimFixture.line(charge, 5000)).statusCode(201);
    }

    @Test
    void oneInvoice_inTwoClaims_isRefusedAtSubmission() {
        String number = ClaimFixture.number();
        long one = f.paidCharge(f.firm, 5000, number, "VERIFIED");
        long two = f.paidCharge(f.firm, 5000, number, "VERIFIED");
        String first = f.draft(one, 5000);
        String second = f.draft(two, 5000);
        f.step(f.member, first, "submit").statusCode(200);
        f.step(f.member, second, "submit")
                .statusCode(422)
                .body("violations[0].message", equalTo("an invoice of these has been used in another claim"));
        f.step(f.member, first, "withdraw").statusCode(200);
        f.step(f.member, second, "submit").statusCode(200);
    }

    @Test
    void change_ofADraft_keepsLinesAndKnowsVersions() {
        long one = f.paidCharge(5000);
        long two = f.paidCharge(7000);
        String id =
                f.create(ClaimFixture.line(one, 5000)).statusCode(201).extract().path("id");
        String line = f.get(f.member, id).extract().path("lines[0].id");
        RestAssured.given()
                .header("Authorization", f.city.bearer(f.member))
                .header("If-Match", "\"0\"")
                .contentType("application/json")
                .body("{\"lines\":[" + ClaimFixture.line(two, 7000) + "," + ClaimFixture.line(one, 4000) + "]}")
                .put("/api/v1/claims/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("lines.chargeId", contains(Long.toString(two), Long.toString(one)))
                .body("lines[1].id", equalTo(line))
                .body("estimatedSubsidyFen", equalTo(4400));
        RestAssured.given()
                .header("Authorization", f.city.bearer(f.member))
                .header("If-Match", "\"0\"")
                .contentType("application/json")
                .body("{\"lines\":[" + ClaimFixture.line(two, 7000) + "]}")
                .put("/api/v1/claims/" + id)
                .then()
                .statusCode(412);
    }

    @Test
    void everyMove_byEveryRole_isAllowedOnlyWhereTheTableHasIt() {
        String id = f.submitted(10_000);
        List<CityFixture.Person> all =
                List.of(f.member, f.providerFinance, f.district, f.cityOffice, f.city.official(Role.FINANCE));
        for (CityFixture.Person who : all) {
            f.decide(who, id, "APPROVE").statusCode(who == f.district || who == f.cityOffice ? 409 : 403);
            if (who != f.providerFinance) {
                f.decide(who, id, "CONFIRM").statusCode(403);
            }
            f.step(who, id, "reopen").statusCode(who == f.district || who == f.cityOffice ? 409 : 403);
        }
        f.decide(f.providerFinance, id, "CONFIRM").statusCode(200);
        f.decide(f.cityOffice, id, "APPROVE").statusCode(403);
        f.decide(f.providerFinance, id, "CONFIRM").statusCode(409);
        f.post(f.district, "/api/v1/claims/" + id + "/decisions", "{\"decision\":\"RETURN\",\"note\":\" \"}")
                .statusCode(422)
                .body("violations.field", contains("note"));
        f.decide(f.district, id, "RETURN").statusCode(200).body("status", equalTo("RETURNED"));
        f.step(f.member, id, "submit").statusCode(200);
        f.decide(f.providerFinance, id, "CONFIRM").statusCode(200);
        f.decide(f.district, id, "REJECT").statusCode(200).body("status", equalTo("REJECTED"));
        f.step(f.member, id, "reopen").statusCode(403);
        f.step(f.district, id, "reopen").statusCode(200).body("status", equalTo("REJECTED"));
        f.step(f.district, id, "reopen").statusCode(409).body("type", equalTo("/problems/second-person-required"));
        f.step(f.district2, id, "reopen").statusCode(200).body("status", equalTo("DISTRICT_REVIEW"));
        f.step(f.member, id, "withdraw").statusCode(200);
        f.step(f.member, id, "withdraw").statusCode(409).body("type", equalTo("/problems/illegal-transition"));
    }

    @Test
    void claims_areSeenOnlyByThoseConcerned() {
        String id = f.draft(f.paidCharge(1000), 1000);
        f.get(f.member, id).statusCode(200);
        f.get(f.district, id).statusCode(404);
        f.get(f.providerFinance, id).statusCode(404);
        f.step(f.member, id, "submit").statusCode(200);
        f.get(f.district, id).statusCode(200);
        f.get(f.providerFinance, id).statusCode(200);
        f.get(f.city.areaOffice(f.city.area("371003")), id).statusCode(404);
        f.get(f.city.member(f.city.firm()), id).statusCode(404);
        f.get(f.city.official(Role.ADMIN), id).statusCode(403);
        f.get(f.city.official(Role.AUDITOR), id).statusCode(200);
    }

    @Test
    void reviewer_ofAnOwnOrganisation_isRefused() {
        String id = f.submitted(1000);
        f.decide(f.providerFinance, id, "CONFIRM").statusCode(200);
        jdbi.useHandle(handle -> handle.execute("""
                INSERT INTO membership (person_id, organisation_id, status, requested_at, decided_at)
                VALUES (?, ?, 'ACTIVE', now(), now())""", f.district.id(), f.firm.id()));
        f.decide(f.district, id, "APPROVE").statusCode(403);
        f.decide(f.district2, id, "APPROVE").statusCode(200);
    }

    @Test
    void failingCheck_keepsAClaimFromApproval_andTheRunIsKept() {
        long charge = f.paidCharge(1000);
        String id = f.create(
                        "{\"chargeId\":\"%d\",\"service\":\"MANDATORY_TEST\",\"allocatedFen\":1000}".formatted(charge))
                .statusCode(201)
                .body("estimatedSubsidyFen", equalTo(0))
                .extract()
                .path("id");
        f.evidence(id, "CONTRACT");
        f.evidence(id, "RESULT_REPORT");
        f.step(f.member, id, "submit").statusCode(200);
        f.decide(f.providerFinance, id, "CONFIRM").statusCode(200);
        f.decide(f.district, id, "APPROVE")
                .statusCode(409)
                .body("type", equalTo("/problems/illegal-transition"))
                .body("checks.rule", hasItem("service"));
        assertThat(runs(id)).containsExactly("SUBMIT", "CONFIRM", "APPROVE_REFUSED");
    }

    @Test
    void swappedFile_isFoundAtTheNextDecision() {
        String id = f.submitted(1000);
        jdbi.useHandle(handle -> handle.execute("""
                INSERT INTO claim_evidence (claim_id, organisation_id, type, blob_id, sha256, uploaded_at)
                SELECT claim_id, organisation_id, type, blob_id, repeat('0', 64), now() FROM claim_evidence WHERE claim_id = ? LIMIT 1""", Long.parseLong(id)));
        f.decide(f.providerFinance, id, "CONFIRM").statusCode(200);
        f.decide(f.district, id, "APPROVE").statusCode(409).body("checks.rule", hasItem("files-intact"));
    }

    @Test
    void hoursThatAreNotVerified_areWarnedOf() {
        long charge = f.paidCharge(f.firm, 1000, ClaimFixture.number(), "ESTIMATED");
        String id = f.draft(charge, 1000);
        f.step(f.member, id, "submit")
                .statusCode(200)
                .body("checks.find { it.rule == 'hours-verified' }.outcome", equalTo("WARN"))
                .body("checks.find { it.rule == 'hours-verified' }.reasonEn", equalTo("state of the hours: ESTIMATED"));
    }
}
