package io.weiyi.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class TokenIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    SignIn signIn;

    CityFixture city;

    @BeforeEach
    void makeCity() {
        city = CityFixture.fresh(jdbi, hasher);
    }

    @Test
    void token_rightPassword_isGoodForEightHours() {
        CityFixture.Person person = city.member(city.firm());
        String expires = signIn(person.username(), CityFixture.PASSWORD)
                .statusCode(200)
                .body("accessToken", notNullValue())
                .extract()
                .path("expiresAt");
        assertThat(Duration.between(Instant.now(), Instant.parse(expires)))
                .isBetween(Duration.ofMinutes(470), Duration.ofMinutes(480));
    }

    @Test
    void token_upperCaseName_isTheSameAccount() {
        CityFixture.Person person = city.member(city.firm());
        signIn(" " + person.username().toUpperCase(), CityFixture.PASSWORD).statusCode(200);
    }

    @Test
    void token_wrongPassword_is401Problem() {
        CityFixture.Person person = city.member(city.firm());
        signIn(person.username(), "wrong").statusCode(401).body("type", equalTo("/problems/unauthenticated"));
    }

    @Test
    void token_missingFields_namesBoth() {
        given().contentType("application/json")
                .body("{}")
                .post("/api/v1/auth/token")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("violations.field", hasItem("username"))
                .body("violations.field", hasItem("password"));
    }

    @Test
    void lockOut_fiveFailures_sixthTryIsRefusedEvenWhenRight() {
        CityFixture.Person person = city.member(city.firm());
        for (int i = 0; i < 5; i++) {
            signIn(person.username(), "wrong" + i).statusCode(401);
        }
        Response locked = signIn(person.username(), CityFixture.PASSWORD)
                .statusCode(429)
                .body("type", equalTo("/problems/locked-out"))
                .extract()
                .response();
        assertThat(Integer.parseInt(locked.header("Retry-After"))).isBetween(800, 900);
    }

    @Test
    void lockOut_unknownAccount_isLockedAlike() {
        String nobody = CityFixture.unique("nobody");
        for (int i = 0; i < 5; i++) {
            signIn(nobody, "wrong").statusCode(401).body("detail", equalTo("The username or the password is wrong."));
        }
        signIn(nobody, "wrong").statusCode(429).body("type", equalTo("/problems/locked-out"));
    }

    @Test
    void lockOut_byMobileAndName_countsForOneAccount() {
        CityFixture.Person person = city.member(city.firm());
        String mobile = jdbi.withHandle(handle -> handle.createQuery("SELECT mobile FROM person WHERE id = :id")
                .bind("id", person.id())
                .mapTo(String.class)
                .one());
        for (int i = 0; i < 5; i++) {
            signIn(i % 2 == 0 ? mobile : person.username(), "wrong").statusCode(401);
        }
        signIn(mobile, CityFixture.PASSWORD).statusCode(429);
        signIn(person.username(), CityFixture.PASSWORD).statusCode(429);
    }

    @Test
    void lockOut_successInBetween_clearsTheCount() {
        CityFixture.Person person = city.member(city.firm());
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 4; i++) {
                signIn(person.username(), "wrong").statusCode(401);
            }
            signIn(person.username(), CityFixture.PASSWORD).statusCode(200);
        }
    }

    @Test
    void lockOut_countsFailuresOfTheLastFifteenMinutes() {
        CityFixture.Person person = city.member(city.firm());
        failedSecondsAgo(person, 901);
        failedSecondsAgo(person, 840);
        signIn(person.username(), CityFixture.PASSWORD).statusCode(200);
        for (int i = 0; i < 4; i++) {
            failedSecondsAgo(person, 300);
        }
        failedSecondsAgo(person, 840);
        String retryAfter = signIn(person.username(), CityFixture.PASSWORD)
                .statusCode(429)
                .extract()
                .header("Retry-After");
        assertThat(Integer.parseInt(retryAfter)).isBetween(1, 61);
    }

    private void failedSecondsAgo(CityFixture.Person person, int seconds) {
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO sign_in_failure (account, at) VALUES (?, now() - ? * interval '1 second')",
                person.username(),
                seconds));
    }

    @Test
    void lockOut_guessesInParallel_openNothing() throws Exception {
        CityFixture.Person person = city.member(city.firm());
        ExecutorService guessers = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Integer>> guesses = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                guesses.add(() -> signIn(person.username(), "wrong").extract().statusCode());
            }
            for (Future<Integer> guess : guessers.invokeAll(guesses)) {
                assertThat(guess.get()).isIn(401, 429);
            }
        } finally {
            guessers.shutdownNow();
        }
        signIn(person.username(), CityFixture.PASSWORD).statusCode(429);
    }

    @Test
    void token_disabledPerson_isWorthNothing() {
        CityFixture.Person person = city.member(city.firm());
        String bearer = city.bearer(person);
        String token = bearer.substring("Bearer ".length());
        things(token).statusCode(422);
        jdbi.useHandle(handle -> handle.execute("UPDATE person SET status = 'DISABLED' WHERE id = ?", person.id()));
        things(token).statusCode(401);
        signIn(person.username(), CityFixture.PASSWORD).statusCode(401);
    }

    @Test
    void token_expiredOrSignedOut_isWorthNothing() {
        CityFixture.Person person = city.member(city.firm());
        String expired = city.token(person, "BEARER", Duration.ofSeconds(-1));
        things(expired).statusCode(401);
        String good = city.token(person, "BEARER", Duration.ofHours(1));
        things(good).statusCode(422);
        signIn.signOut(good);
        things(good).statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"' OR 1=1 --", "<script>alert(1)</script>", "../../etc/passwd", "用户", "%", "a\u0000b"})
    void token_strangeNames_areJustUnknown(String name) {
        assertThat(signIn(name, "x").extract().statusCode()).isIn(401, 422);
    }

    private static ValidatableResponse things(String token) {
        return given().header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/probe/things")
                .then();
    }

    private static ValidatableResponse signIn(String username, String password) {
        return given().contentType("application/json")
                .body(Map.of("username", username, "password", password))
                .post("/api/v1/auth/token")
                .then();
    }
}
