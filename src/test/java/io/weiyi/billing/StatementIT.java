package io.weiyi.billing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class StatementIT {

    private static final Instant START = Instant.parse("2026-09-10T00:00:00Z");
    private static final Instant SEPTEMBER = Instant.parse("2026-09-20T00:00:00Z");
    private static final Instant NOVEMBER = Instant.parse("2026-11-20T00:00:00Z");

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    BookingBilling billing;

    BillingFixture fix;
    CityFixture.Instrument instrument;

    @BeforeEach
    void makeCity() {
        fix = new BillingFixture(jdbi, CityFixture.fresh(jdbi, hasher), billing);
        instrument = fix.city.instrument(fix.provider).basis("ACTIVE", 1).create();
    }

    @Test
    void statement_manyCharges_sumsToTheFenWithReversals() {
        // 1 s to 7 s at 200.00 an hour: 5.55… fen a second, each charge rounded by itself.
        long sum = 0;
        for (int i = 1; i <= 7; i++) {
            sum += use(i, i, SEPTEMBER);
        }
        assertThat(sum).isEqualTo(6 + 11 + 17 + 22 + 28 + 33 + 39);
        long late = booking(8);
        fix.session(instrument, late, at(8), 3600, 3600);
        fix.bill(late, SEPTEMBER);
        fix.session(instrument, late, at(8).plusSeconds(3700), 1800, 1800);
        fix.bill(late, NOVEMBER);

        statement(fix.member, "2026-09", "")
                .statusCode(200)
                .body("month", equalTo("2026-09"))
                .body("organisationId", equalTo(String.valueOf(fix.firm.id())))
                .body("totalFen", equalTo((int) sum + 20_000))
                .body("charges.size()", equalTo(8))
                .body("charges.totalFen.sum()", equalTo((int) sum + 20_000));
        statement(fix.member, "2026-11", "")
                .body("totalFen", equalTo(10_000))
                .body("charges.totalFen", equalTo(List.of(30_000, -20_000)))
                .body("charges.serviceMonth", equalTo(List.of("2026-09", "2026-09")))
                .body("charges[1].status", equalTo("REVERSED"))
                .body("charges[1].lines[0].amountFen", equalTo(-20_000))
                .body("charges[1].lines[0].quantity", equalTo(-1));
        statement(fix.member, "2026-10", "").body("totalFen", equalTo(0)).body("charges.size()", equalTo(0));
    }

    @Test
    void statement_whoAsks_seesTheirOwnSideOnly() {
        use(1, 3600, SEPTEMBER);
        String firm = "?organisationId=" + fix.firm.id();
        for (CityFixture.Person reader : List.of(
                fix.member, fix.providerFinance, fix.city.official(Role.FINANCE), fix.city.official(Role.AUDITOR))) {
            statement(reader, "2026-09", firm).statusCode(200).body("totalFen", equalTo(20_000));
        }
        // A lab's own statement is its income.
        statement(fix.providerFinance, "2026-09", "").body("totalFen", equalTo(20_000));
        CityFixture.Person stranger = fix.city.member(fix.city.firm());
        statement(stranger, "2026-09", firm).statusCode(200).body("totalFen", equalTo(0));
        statement(stranger, "2026-09", "").body("charges.size()", equalTo(0));
        statement(fix.member, "2026-09", "?organisationId=abc").statusCode(200).body("totalFen", equalTo(0));
        statement(fix.city.official(Role.FINANCE), "2026-09", "")
                .statusCode(422)
                .body("violations[0].field", equalTo("organisationId"));
        statement(fix.city.person(fix.provider, Role.OPERATOR), "2026-09", "").statusCode(403);
        given().get("/api/v1/statements/2026-09").then().statusCode(401);
    }

    @Test
    void statement_malformedMonth_isNotFound() {
        for (String month : List.of("2026-13", "2026-9", "september", "2026-09-01", "1999-01")) {
            statement(fix.member, month, "").statusCode(404).body("type", equalTo("/problems/not-found"));
        }
    }

    private long use(int day, long seconds, Instant billedAt) {
        long booking = booking(day);
        fix.session(instrument, booking, at(day), seconds, seconds);
        fix.bill(booking, billedAt);
        return fix.count("SELECT total_fen FROM charge WHERE subject_kind = 'BOOKING' AND subject_id = ?", booking);
    }

    private long booking(int day) {
        return fix.booking(instrument, at(day), "FINISHED");
    }

    private static Instant at(int day) {
        return START.plus(Duration.ofDays(day));
    }

    private ValidatableResponse statement(CityFixture.Person person, String month, String query) {
        return given().header("Authorization", fix.city.bearer(person))
                .get("/api/v1/statements/" + month + query)
                .then();
    }
}
