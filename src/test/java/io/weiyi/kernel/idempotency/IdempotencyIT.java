package io.weiyi.kernel.idempotency;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A creating call that is sent again happens once and is answered alike. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class IdempotencyIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    CityFixture city;
    String member;
    String name;
    String key;

    @BeforeEach
    void signIn() {
        city = CityFixture.fresh(jdbi, hasher);
        member = city.bearer(city.member(city.firm()));
        name = CityFixture.unique("thing");
        key = CityFixture.unique("key-");
    }

    @Test
    void sameBody_sentAgain_givesTheFirstAnswerWithItsHeaders() {
        Response first = post(member, key, body(name));
        Response second = post(member, key, body(name));
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(second.header("Location"))
                .isEqualTo(first.header("Location"))
                .contains("/api/v1/probe/things/");
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag")).isEqualTo("\"0\"");
        assertThat(second.contentType()).isEqualTo(first.contentType()).startsWith("application/json");
        assertThat(done()).isEqualTo(1);
    }

    @Test
    void twins_inParallel_workOnceAndAnswerAlike() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(() -> {
                    Response answer = post(member, key, body(name));
                    return answer.statusCode() + " " + answer.asString();
                });
            }
            List<String> answers = new ArrayList<>();
            for (Future<String> answer : clients.invokeAll(calls)) {
                answers.add(answer.get());
            }
            assertThat(answers).allMatch(a -> a.startsWith("201 ")).containsOnly(answers.get(0));
        } finally {
            clients.shutdownNow();
        }
        assertThat(done()).isEqualTo(1);
    }

    @Test
    void otherBody_underTheSameKey_isRefused() {
        post(member, key, body(name)).then().statusCode(201);
        post(member, key, body(name + "2"))
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/idempotency-key-reused"));
        // The refusal is not kept: the first body still gets the first answer.
        post(member, key, body(name)).then().statusCode(201);
        assertThat(done()).isEqualTo(1);
    }

    @Test
    void refusal_isKeptAndItsWorkUndone() {
        String refused = "{\"name\":\"refuse" + name + "\",\"count\":1}";
        Response first = post(member, key, refused);
        Response second = post(member, key, refused);
        assertThat(first.statusCode()).isEqualTo(409);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(second.contentType()).startsWith("application/problem+json");
        assertThat(kept()).isEqualTo(1);
        assertThat(done("refuse" + name)).isZero();
        post(member, key, body(name)).then().statusCode(422).body("type", equalTo("/problems/idempotency-key-reused"));
    }

    @Test
    void violation_isKept() {
        Response first = post(member, key, "{\"count\":1}");
        Response second = post(member, key, "{\"count\":1}");
        assertThat(first.statusCode()).isEqualTo(422);
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(kept()).isEqualTo(1);
    }

    @Test
    void unreadableBody_usesUpItsKeyToo() {
        for (String unreadable : List.of("not json", "{\"name\":[],\"count\":1}", "{\"count\":1.5}")) {
            String used = CityFixture.unique("key-");
            Response first = post(member, used, unreadable);
            assertThat(first.statusCode()).isIn(400, 422);
            assertThat(post(member, used, unreadable).asString()).isEqualTo(first.asString());
            post(member, used, body(name))
                    .then()
                    .statusCode(422)
                    .body("type", equalTo("/problems/idempotency-key-reused"));
        }
        assertThat(done()).isZero();
    }

    @Test
    void failureAndBusy_areNotKept() {
        post(member, key, "{\"name\":\"crash\",\"count\":1}").then().statusCode(500);
        post(member, key, "{\"name\":\"busy\",\"count\":1}")
                .then()
                .statusCode(429)
                .header("Retry-After", "7");
        assertThat(kept()).isZero();
        post(member, key, body(name)).then().statusCode(201);
    }

    @Test
    void otherCaller_sameKey_isAnotherRequest() {
        String colleague = city.bearer(city.member(city.firm()));
        post(member, key, body(name)).then().statusCode(201);
        post(colleague, key, body(name)).then().statusCode(201);
        assertThat(done()).isEqualTo(2);
    }

    @Test
    void noKey_isNotKept() {
        post(member, null, body(name)).then().statusCode(201);
        post(member, null, body(name)).then().statusCode(201);
        assertThat(done()).isEqualTo(2);
    }

    @Test
    void key_tooLongOrStrange_isAViolation() {
        for (String bad : List.of("x".repeat(65), "a b", "ü")) {
            post(member, bad, body(name))
                    .then()
                    .statusCode(422)
                    .body("type", equalTo("/problems/validation"))
                    .body("violations[0].field", equalTo("Idempotency-Key"));
        }
        post(member, "x".repeat(64), body(name)).then().statusCode(201);
    }

    private static String body(String thing) {
        return "{\"name\":\"" + thing + "\",\"count\":1}";
    }

    private static Response post(String authorization, String key, String body) {
        var request = given().header("Authorization", authorization).contentType("application/json");
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.body(body).post("/api/v1/probe/things");
    }

    private long done() {
        return done(name);
    }

    private long done(String thing) {
        return count("SELECT count(*) FROM work_row WHERE kind = 'probe' AND subject LIKE :text || '%'", thing);
    }

    private long kept() {
        return count("SELECT count(*) FROM idempotency_key WHERE key = :text", key);
    }

    private long count(String query, String text) {
        return jdbi.withHandle(handle ->
                handle.createQuery(query).bind("text", text).mapTo(Long.class).one());
    }
}
