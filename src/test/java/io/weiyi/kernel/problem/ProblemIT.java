package io.weiyi.kernel.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the answer is a problem that says what is wrong, in one format. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class ProblemIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    String member;

    @BeforeEach
    void signIn() {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        member = city.bearer(city.member(city.firm()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "{\"name\":", "{} {}", "null", "[]", "[{}]", "\"text\"", "17"})
    void body_notAJsonObject_isMalformed(String body) {
        problem(post(body), 400, "malformed");
    }

    @Test
    void body_notUtf8_isMalformed() {
        byte[] body = "{\"name\":\"é\",\"count\":1}".getBytes(StandardCharsets.ISO_8859_1);
        problem(as(member).body(body).post("/api/v1/probe/things"), 400, "malformed");
    }

    @Test
    void body_nestedDeeply_isMalformed() {
        problem(post("{\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}"), 400, "malformed");
    }

    @Test
    void fields_missing_areAllNamed() {
        problem(post("{}"), 422, "validation").body("violations.field", hasItems("name", "count"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":{\"a\":1},\"count\":1}",
                "{\"name\":[],\"count\":1}",
                "{\"name\":7,\"count\":1}",
                "{\"name\":true,\"count\":1}"
            })
    void field_ofAnotherType_isNamed(String body) {
        problem(post(body), 422, "validation").body("violations[0].field", equalTo("name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"one\"", "\"1\"", "1.5", "{}", "true", "99999999999999999999", "\"\""})
    void number_ofAnotherType_isNamed(String count) {
        problem(post("{\"name\":\"x\",\"count\":" + count + "}"), 422, "validation")
                .body("violations[0].field", equalTo("count"));
    }

    @Test
    void field_withControlCharacter_isNamed() {
        problem(post("{\"name\":\"a\\u0000b\",\"count\":1}"), 422, "validation")
                .body("violations[0].field", equalTo("name"));
    }

    @Test
    void field_unknown_isIgnored() {
        post("{\"name\":\"x\",\"count\":1,\"surprise\":{}}").then().statusCode(201);
    }

    @Test
    void body_ofTenMegabytes_isTooLarge() {
        problem(post("{\"name\":\"" + "x".repeat(10_000_000) + "\"}"), 413, "too-large");
    }

    @Test
    void body_ofAnotherMediaType_is415() {
        problem(
                given().header("Authorization", member)
                        .contentType("text/plain")
                        .body("{}")
                        .post("/api/v1/probe/things"),
                415,
                "unsupported-media-type");
    }

    @Test
    void path_unknown_isNotFound() {
        problem(as(member).get("/api/v1/nothing-here"), 404, "not-found");
    }

    @Test
    void method_unknown_is405() {
        problem(as(member).delete("/api/v1/probe/things"), 405, "method-not-allowed");
    }

    @Test
    void token_missingOrWrong_isUnauthenticated() {
        problem(given().contentType("application/json").body("{}").post("/api/v1/probe/things"), 401, "unauthenticated")
                .header("WWW-Authenticate", containsString("Bearer"));
        problem(as("Bearer nonsense").body("{}").post("/api/v1/probe/things"), 401, "unauthenticated");
        problem(as("Basic YTpi").body("{}").post("/api/v1/probe/things"), 401, "unauthenticated");
        given().header("Authorization", "Bearer nonsense")
                .get("/api/v1/probe/open")
                .then()
                .statusCode(200);
    }

    @Test
    void role_wrong_isForbidden() {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        String waiting = city.bearer(city.person());
        problem(as(waiting).body("{}").post("/api/v1/probe/things"), 403, "forbidden");
    }

    @Test
    void call_thatNamesNobody_isOpenToNobody() {
        problem(as(member).get("/api/v1/probe/undecided"), 403, "forbidden");
        given().get("/api/v1/probe/undecided").then().statusCode(401);
    }

    @Test
    void failure_unexpected_tellsATraceAndNothingElse() {
        String body = problem(post("{\"name\":\"crash\",\"count\":1}"), 500, "internal")
                .body("traceId", notNullValue())
                .body(not(containsString("secret")))
                .extract()
                .asString();
        assertThat(body).doesNotContain("Exception").doesNotContain("io.weiyi");
    }

    private io.restassured.response.Response post(String body) {
        return as(member).body(body).post("/api/v1/probe/things");
    }

    private static RequestSpecification as(String authorization) {
        return given().header("Authorization", authorization).contentType("application/json");
    }

    private static ValidatableResponse problem(io.restassured.response.Response answer, int status, String type) {
        return answer.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/" + type))
                .body("status", equalTo(status))
                .body("title", notNullValue())
                .body("detail", notNullValue());
    }
}
