package io.weiyi.pipeline;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that the server gives opens the real agent's session, and what the person says comes back signed. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class DeskLoopIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Clock clock;

    private static RequestSpecification as(String bearer) {
        return given().header("Authorization", bearer).contentType(ContentType.JSON);
    }

    @Test
    void code_fromTheBooking_startsAtTheRealAgentBeforeTheWindow() throws Exception {
        assumeTrue(LabPc.jarExists(), "the agent's jar is not built");
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org lab = city.provider();
        CityFixture.Instrument instrument =
                city.instrument(lab).step(1).length(1, 60).create();
        String manager = city.bearer(city.manager(lab));
        String member = city.bearer(city.person(city.firm(), Role.MEMBER));
        try (LabPc pc = new LabPc(folder)) {
            String enrolment = as(manager)
                    .body(Map.of())
                    .post("/api/v1/instruments/" + instrument.id() + "/enrolment-codes")
                    .path("code");
            assertThat(pc.enrol("http://127.0.0.1:" + RestAssured.port, enrolment))
                    .as(pc.log())
                    .isZero();
            pc.configure(instrument.id(), true);
            Instant start = clock.instant().truncatedTo(ChronoUnit.MINUTES).plus(15, ChronoUnit.MINUTES);
            JsonPath booking = as(member)
                    .body(Map.of(
                            "instrumentId", String.valueOf(instrument.id()),
                            "startsAt", start.toString(),
                            "endsBefore", start.plus(10, ChronoUnit.MINUTES).toString(),
                            "mode", "SELF",
                            "purpose", "code"))
                    .post("/api/v1/bookings")
                    .jsonPath();
            String code = booking.getString("code");
            String wrong = code.startsWith("0") ? "1" + code.substring(1) : "0" + code.substring(1);
            pc.startAgent();
            pc.startProgram();
            // The agent says "wrong" until the booking has come over the broker; five tries would lock it out.
            await("the agent follows the server")
                    .atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(pc.settingsFromServer()).as(pc.log()).contains(booking.getString("id")));

            assertThat(pc.command("start", wrong)).as(pc.log()).isEqualTo(1);
            assertThat(pc.command("start", code)).as(pc.log()).isZero();

            await("the session names the booking")
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(claims(instrument)).as(pc.log()).contains(booking.getString("id")));
            assertThat(pc.command("end")).isZero();
            await("closed and verified").atMost(PATIENCE).untilAsserted(() -> {
                JsonPath sessions = as(manager)
                        .get("/api/v1/usage-sessions?instrumentId=" + instrument.id())
                        .jsonPath();
                assertThat(sessions.getList("items.verification")).containsExactly("VERIFIED");
                assertThat(sessions.getList("items.bookingId")).containsExactly(booking.getString("id"));
            });
            assertThat(controls(instrument)).containsExactly("start", "end");
        }
    }

    private List<String> claims(CityFixture.Instrument instrument) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT bk FROM raw_reading WHERE instrument_id = :id AND type = 'session.tick' AND bk IS NOT NULL")
                .bind("id", instrument.id())
                .mapTo(String.class)
                .list());
    }

    private List<String> controls(CityFixture.Instrument instrument) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT what FROM control_reading WHERE instrument_id = :id ORDER BY seq")
                        .bind("id", instrument.id())
                        .mapTo(String.class)
                        .list());
    }
}
