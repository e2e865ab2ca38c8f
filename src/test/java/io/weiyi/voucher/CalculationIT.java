package io.weiyi.voucher;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class CalculationIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private CityFixture city;
    private CityFixture.Org firm;
    private CityFixture.Person member;

    @BeforeEach
    void people() {
        city = CityFixture.fresh(jdbi, hasher);
        firm = city.organisation(city.area("371002"), "FIRM", false, "ACTIVE");
        member = city.member(firm);
    }

    @Test
    void calculate_byRegion_answersWithLayersAndReasons() {
        ask("""
            {"serviceDate":"2024-05-01","applicant":{"regionCode":"371002","kind":"SME","titles":[]},
             "provider":{"regionCode":"371002"},"usedThisYearFen":49999000,
             "lines":[{"eligibleFen":10000000,"service":"INSTRUMENT_USE"},{"eligibleFen":5,"service":"MANDATORY_TEST"}]}""")
                .statusCode(200)
                .body("packId", equalTo("SD-2019"))
                .body("packVersion", equalTo(1))
                .body("subsidyFen", equalTo(1000))
                .body("lines[0].subsidyFen", equalTo(1000))
                .body("lines[0].layers[0].layer", equalTo("PROVINCE"))
                .body("lines[0].layers[0].rateBp", equalTo(4000))
                .body("lines[0].layers[0].subsidyFen", equalTo(1000))
                .body("lines[0].reasons", contains("cap-reached"))
                .body("lines[1].layers", empty())
                .body("lines[1].reasons", contains("service-excluded"));
    }

    @Test
    void calculate_groupFigure_replacesTheFirmsOwn() {
        ask("""
            {"packId":"LC-2023","serviceDate":"2023-05-01","applicant":{"regionCode":"371500","kind":"SME"},
             "provider":{"regionCode":"371500"},"usedThisYearFen":60000000,
             "state":{"groupUsedFen":0,"poolRemainingFen":70000000},
             "lines":[{"eligibleFen":100000000,"service":"TEST"}]}""")
                .statusCode(200)
                .body("lines[0].layers.subsidyFen", contains(50000000, 15000000))
                .body("subsidyFen", equalTo(65000000));
    }

    @Test
    void calculate_organisation_bringsItsRegion() {
        String body = """
            {"serviceDate":"2024-05-01","applicant":{"organisationId":"%d"},"provider":{"organisationId":"%d"},
             "lines":[{"eligibleFen":10000,"service":"TEST"}]}""";
        CityFixture.Org provider = city.provider();
        ask(body.formatted(firm.id(), provider.id())).statusCode(200).body("subsidyFen", equalTo(4000));
        ask(body.formatted(city.firm().id(), provider.id()))
                .statusCode(422)
                .body("violations.field", contains("applicant.organisationId"));
    }

    @Test
    void calculate_noPackOnThatDay_is422() {
        ask("""
            {"serviceDate":"2018-12-31","applicant":{"regionCode":"371002","kind":"SME"},
             "provider":{"regionCode":"371002"},"lines":[{"eligibleFen":1,"service":"TEST"}]}""").statusCode(422).body("type", equalTo("/problems/no-rule-pack"));
        ask("""
            {"packId":"NO-SUCH","serviceDate":"2024-12-31","applicant":{"regionCode":"371002","kind":"SME"},
             "provider":{"regionCode":"371002"},"lines":[{"eligibleFen":1,"service":"TEST"}]}""").statusCode(422).body("type", equalTo("/problems/no-rule-pack"));
    }

    @Test
    void calculate_wrongFields_areAllNamed() {
        ask("""
            {"serviceDate":"tomorrow","applicant":{"regionCode":"37","kind":"BANK","titles":["KING"]},
             "usedThisYearFen":-1,"lines":[{"eligibleFen":-5,"service":"NOPE"},null]}""")
                .statusCode(422)
                .body("type", equalTo("/problems/validation"))
                .body(
                        "violations.field",
                        hasItems(
                                "serviceDate",
                                "applicant.regionCode",
                                "applicant.kind",
                                "applicant.titles[0]",
                                "provider.regionCode",
                                "usedThisYearFen",
                                "lines[0].eligibleFen",
                                "lines[0].service",
                                "lines[1]"));
        ask("{}").statusCode(422).body("violations.field", hasItems("serviceDate", "lines"));
        ask("[1").statusCode(400);
    }

    @Test
    void calculate_byAGuest_is401() {
        given().contentType("application/json")
                .body("{}")
                .post("/api/v1/voucher/calculations")
                .then()
                .statusCode(401);
    }

    private ValidatableResponse ask(String body) {
        return given().header("Authorization", city.bearer(member))
                .contentType("application/json")
                .body(body)
                .post("/api/v1/voucher/calculations")
                .then();
    }
}
