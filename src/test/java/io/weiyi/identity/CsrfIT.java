package io.weiyi.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages take the session cookie and ask for the form's token; the API takes neither. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class CsrfIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    CityFixture city;
    CityFixture.Person person;

    @BeforeEach
    void makeCity() {
        city = CityFixture.fresh(jdbi, hasher);
        person = city.member(city.firm());
    }

    @Test
    void form_withItsToken_isTakenInTheNameOfTheSession() {
        Response page = given().get("/probe-page");
        Cookie cookie = page.detailedCookie("weiyi_csrf");
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Lax");
        assertThat(cookie.getValue()).isEqualTo(page.asString());
        String taken = given().cookie("weiyi_csrf", cookie.getValue())
                .cookie(SessionCookie.NAME, city.session(person))
                .formParam("csrf_token", page.asString())
                .formParam("text", "预约")
                .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .post("/probe-page")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(taken).isEqualTo("预约 by " + person.username());
    }

    @Test
    void upload_withItsToken_isTaken() {
        String token = given().get("/probe-page").asString();
        given().cookie("weiyi_csrf", token)
                .multiPart("csrf_token", token)
                .multiPart("text", "x")
                .post("/probe-page")
                .then()
                .statusCode(200);
    }

    @Test
    void form_withoutOrWithAnotherToken_isRefused() {
        String token = given().get("/probe-page").asString();
        String other = given().get("/probe-page").asString();
        given().cookie("weiyi_csrf", token)
                .formParam("text", "x")
                .post("/probe-page")
                .then()
                .statusCode(403);
        given().cookie("weiyi_csrf", token)
                .formParam("csrf_token", other)
                .post("/probe-page")
                .then()
                .statusCode(403);
        given().formParam("csrf_token", token).post("/probe-page").then().statusCode(403);
        given().cookie("weiyi_csrf", token).post("/probe-page").then().statusCode(403);
    }

    @Test
    void api_upload_needsNoFormToken() {
        given().header("Authorization", city.bearer(person))
                .multiPart("data", "x")
                .post("/api/v1/probe/upload")
                .then()
                .statusCode(200)
                .body("data", equalTo("x"));
    }

    @Test
    void api_sessionCookie_isNoSignIn() {
        given().cookie(SessionCookie.NAME, city.session(person))
                .multiPart("data", "x")
                .post("/api/v1/probe/upload")
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer " + city.session(person))
                .multiPart("data", "x")
                .post("/api/v1/probe/upload")
                .then()
                .statusCode(401);
    }
}
