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
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class TokenIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

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

    private static ValidatableResponse signIn(String username, String password) {
        return given().contentType("application/json")
                .body(Map.of("username", username, "password", password))
                .post("/api/v1/auth/token")
                .then();
    }
}
