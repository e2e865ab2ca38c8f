package io.weiyi.voucher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every state of a claim × every move × everybody, held against the one table; and the steps that take two persons. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class ClaimWalkIT {

    private static final Map<String, ClaimMove> CALLS = Map.of(
            "submit", ClaimMove.SUBMIT,
            "withdraw", ClaimMove.WITHDRAW,
            "objections", ClaimMove.OBJECT,
            "CONFIRM", ClaimMove.CONFIRM,
            "APPROVE", ClaimMove.APPROVE,
            "RETURN", ClaimMove.RETURN,
            "REJECT", ClaimMove.REJECT);

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Pools pools;

    @Inject
    PayableClaims payable;

    @Inject
    ClaimExpiry expiry;

    private ClaimFixture f;

    @BeforeEach
    void fixture() {
        f = new ClaimFixture(jdbi, CityFixture.fresh(jdbi, hasher), pools);
        f.pool(Layer.PROVINCE, 100_000_000);
    }

    private void put(String id, ClaimStatus status) {
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE claim SET status = ? WHERE id = ? AND status <> ?",
                status.name(),
                Long.parseLong(id),
                status.name()));
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE claim_line SET live = true WHERE claim_id = ? AND NOT dropped", Long.parseLong(id)));
    }

    private String status(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT status FROM claim WHERE id = :id")
                .bind("id", Long.parseLong(id))
                .mapTo(String.class)
                .one());
    }

    private int call(CityFixture.Person who, String id, String call) {
        return (call.equals(call.toLowerCase(java.util.Locale.ROOT)) ? f.step(who, id, call) : f.decide(who, id, call))
                .extract()
                .statusCode();
    }

    @Test
    void everyState_everyMove_everybody_isAsInTheTable() {
        String id = f.submitted(10_000);
        Map<CityFixture.Person, @Nullable ClaimActor> people = new LinkedHashMap<>();
        people.put(f.member, ClaimActor.APPLICANT);
        people.put(f.city.person(f.firm, Role.FIRM_FINANCE), ClaimActor.APPLICANT);
        people.put(f.providerFinance, ClaimActor.PROVIDER);
        people.put(f.city.manager(f.provider), ClaimActor.PROVIDER);
        people.put(f.district, ClaimActor.AREA);
        people.put(f.cityOffice, ClaimActor.CITY);
        people.put(f.city.official(Role.FINANCE), ClaimActor.FINANCE);
        people.put(f.city.official(Role.LEADER), null);
        for (ClaimStatus from : ClaimStatus.values()) {
            for (Map.Entry<String, ClaimMove> call : CALLS.entrySet()) {
                people.forEach((who, actor) -> {
                    put(id, from);
                    int answer = call(who, id, call.getKey());
                    String what = from + " " + call.getValue() + " by " + actor;
                    assertThat(answer).as(what).isEqualTo(expected(from, call.getValue(), actor));
                    assertThat(status(id)).as(what).isEqualTo(after(from, call.getValue(), answer));
                });
            }
        }
    }

    private static int expected(ClaimStatus from, ClaimMove move, @Nullable ClaimActor actor) {
        Optional<ClaimMoves.Edge> edge = ClaimMoves.edge(from, move);
        Set<ClaimActor> may = edge.map(ClaimMoves.Edge::actors).orElseGet(() -> ClaimMoves.actors(move));
        if (actor == null || !may.contains(actor)) {
            return 403;
        }
        return edge.isPresent() ? 200 : 409;
    }

    private static String after(ClaimStatus from, ClaimMove move, int answer) {
        ClaimStatus to =
                answer == 200 ? ClaimMoves.edge(from, move).orElseThrow().to() : from;
        return (answer == 200 && move == ClaimMove.CONFIRM ? ClaimStatus.DISTRICT_REVIEW : to).name();
    }

    @Test
    void everyState_everyStepOfPaying_isAsInTheTable() {
        String id = f.inCityReview(10_000);
        f.decide(f.cityOffice, id, "APPROVE").statusCode(200);
        f.grant(Layer.PROVINCE, 1_000_000);
        long claim = Long.parseLong(id);
        long finance = f.city.official(Role.FINANCE).id();
        Map<ClaimMove, Consumer<Long>> steps = Map.of(
                ClaimMove.START_PAYMENT, person -> payable.start(claim, person, "B"),
                ClaimMove.FAIL_PAYMENT, person -> payable.failed(claim, person, "P", "原因"),
                ClaimMove.RETRY_PAYMENT, person -> payable.retry(claim, person, "已更正"),
                ClaimMove.RECOVER, person -> payable.recover(claim, person, "原因"),
                ClaimMove.CONFIRM_RECOVERY, person -> payable.recovered(claim, person, ""));
        for (ClaimStatus from : ClaimStatus.values()) {
            steps.forEach((move, step) -> {
                put(id, from);
                Optional<ClaimMoves.Edge> edge = ClaimMoves.edge(from, move);
                if (edge.isPresent() && from != ClaimStatus.PAID) {
                    step.accept(finance);
                    assertThat(status(id)).isEqualTo(edge.get().to().name());
                } else if (edge.isEmpty()) {
                    assertThatThrownBy(() -> step.accept(finance))
                            .as(from + " " + move)
                            .isInstanceOf(Problem.class);
                    assertThat(status(id)).isEqualTo(from.name());
                }
            });
        }
        put(id, ClaimStatus.PAYABLE);
        assertThatThrownBy(() -> payable.start(claim, f.cityOffice.id(), "B")).hasMessageContaining("reviewed");
    }

    @Test
    void reopening_fromEveryState_takesTwoPersonsAndARejectedClaim() {
        String id = f.submitted(10_000);
        for (ClaimStatus from : ClaimStatus.values()) {
            if (from != ClaimStatus.REJECTED) {
                put(id, from);
                f.step(f.district, id, "reopen").statusCode(409);
                f.step(f.providerFinance, id, "reopen").statusCode(403);
            }
        }
        put(id, ClaimStatus.REJECTED);
        f.step(f.district, id, "reopen").statusCode(200).body("status", equalTo("REJECTED"));
        f.step(f.district, id, "reopen").statusCode(409).body("type", equalTo("/problems/second-person-required"));
        f.step(f.cityOffice, id, "reopen").statusCode(200).body("status", equalTo("DISTRICT_REVIEW"));
    }

    private io.restassured.response.ValidatableResponse option(@Nullable Long area, boolean two, boolean province) {
        return RestAssured.given()
                .header("Authorization", f.city.bearer(f.city.official(Role.ADMIN)))
                .contentType("application/json")
                .body("{\"areaId\":%s,\"twoSteps\":%s,\"province\":%s}"
                        .formatted(area == null ? "null" : "\"" + area + "\"", two, province))
                .put("/api/v1/reviewing/offices")
                .then();
    }

    @Test
    void anOfficeOfTwoSteps_approvesByTwoPersons_andAReturnForgetsTheFirst() {
        option(f.city.area().id(), true, false).statusCode(200);
        option(f.city.area().id(), false, true).statusCode(422);
        String id = f.submitted(10_000);
        f.decide(f.providerFinance, id, "CONFIRM").statusCode(200);
        f.decide(f.district, id, "APPROVE").statusCode(200).body("status", equalTo("DISTRICT_REVIEW"));
        f.decide(f.district, id, "APPROVE").statusCode(409).body("type", equalTo("/problems/second-person-required"));
        f.decide(f.district2, id, "RETURN").statusCode(200);
        f.step(f.member, id, "submit").statusCode(200);
        f.decide(f.providerFinance, id, "CONFIRM").statusCode(200);
        f.decide(f.district2, id, "APPROVE").statusCode(200).body("status", equalTo("DISTRICT_REVIEW"));
        f.decide(f.district, id, "APPROVE").statusCode(200).body("status", equalTo("CITY_REVIEW"));
    }

    @Test
    void withTheProvince_theCitySendsUp_andSomebodyElseEntersTheVerdict() {
        String id = f.inCityReview(10_000);
        option(null, false, true).statusCode(200);
        try {
            f.decide(f.cityOffice, id, "APPROVE")
                    .statusCode(200)
                    .body("status", equalTo("PROVINCE_REVIEW"))
                    .body("subsidyFen", equalTo(null));
        } finally {
            option(null, false, false).statusCode(200);
        }
        f.decide(f.cityOffice, id, "APPROVE").statusCode(409).body("type", equalTo("/problems/second-person-required"));
        f.decide(f.cityOffice2, id, "APPROVE")
                .statusCode(200)
                .body("status", equalTo("APPROVED"))
                .body("subsidyFen", equalTo(4_000));
    }

    @Test
    void aReviewerOnLeave_isStoodInFor_onlyInThatTime() {
        CityFixture.Person other = f.city.areaOffice(f.city.area("371003"));
        String id = f.submitted(10_000);
        f.decide(f.providerFinance, id, "CONFIRM").statusCode(200);
        f.decide(other, id, "APPROVE").statusCode(404);
        String today = BusinessTime.dayOf(Instant.now()).toString();
        String back = BusinessTime.dayOf(Instant.now()).plusDays(3).toString();
        String body = "{\"coverId\":\"%d\",\"startsOn\":\"%s\",\"endsBefore\":\"%s\"}";
        f.post(f.district, "/api/v1/reviewing/covers", body.formatted(f.member.id(), today, back))
                .statusCode(422)
                .body("violations[0].field", equalTo("coverId"));
        f.post(f.district, "/api/v1/reviewing/covers", body.formatted(other.id(), back, today))
                .statusCode(422);
        String cover = f.post(f.district, "/api/v1/reviewing/covers", body.formatted(other.id(), today, back))
                .statusCode(200)
                .extract()
                .path("[0].id");
        f.decide(other, id, "APPROVE").statusCode(200).body("status", equalTo("CITY_REVIEW"));
        RestAssured.given()
                .header("Authorization", f.city.bearer(f.district))
                .delete("/api/v1/reviewing/covers/" + cover)
                .then()
                .statusCode(204);
        f.get(other, id).statusCode(404);
    }

    @Test
    void aReviewerWhoCameFromTheFirm_doesNotDecide() {
        String id = f.submitted(10_000);
        f.decide(f.providerFinance, id, "CONFIRM").statusCode(200);
        jdbi.useHandle(handle -> handle.execute("""
                INSERT INTO membership (person_id, organisation_id, status, requested_at, decided_at)
                VALUES (?, ?, 'ENDED', now(), now())""", f.district.id(), f.firm.id()));
        f.decide(f.district, id, "APPROVE").statusCode(403);
        f.decide(f.district2, id, "APPROVE").statusCode(200);
    }

    @Test
    void aFirmSuspendedMidWay_andAPartyRelatedLater_failTheNextDecision() {
        String id = f.submitted(10_000);
        f.decide(f.providerFinance, id, "CONFIRM").statusCode(200);
        jdbi.useHandle(
                handle -> handle.execute("UPDATE organisation SET status = 'SUSPENDED' WHERE id = ?", f.firm.id()));
        f.decide(f.district, id, "APPROVE").statusCode(409).body("checks.rule[0]", equalTo("applicant"));
        jdbi.useHandle(handle -> {
            handle.execute("UPDATE organisation SET status = 'ACTIVE' WHERE id = ?", f.firm.id());
            handle.execute("""
                    INSERT INTO standing_entry (kind, organisation_code, value, other_code, valid_from, source, created_at)
                    VALUES ('RELATED', ?, '持股', ?, '2020-01-01', 'test', now())""", f.firm.code(), f.provider.code());
        });
        f.decide(f.district, id, "APPROVE").statusCode(409).body("checks.rule[0]", equalTo("related-party"));
    }

    @Test
    void manualHours_showAsSuchInTheClaim() {
        long charge = f.paidCharge(f.firm, 1000, ClaimFixture.number(), "MANUAL");
        String id = f.draft(charge, 1000);
        f.step(f.member, id, "submit")
                .statusCode(200)
                .body("checks.find { it.rule == 'hours-verified' }.outcome", equalTo("WARN"))
                .body("checks.find { it.rule == 'hours-verified' }.reasonEn", equalTo("state of the hours: MANUAL"))
                .body("checks.find { it.rule == 'manual-share' }.outcome", equalTo("WARN"));
    }

    @Test
    void idleFlaggedAndOverlappingUse_isWarnedOf_andMayBeApproved() {
        long charge = f.paidCharge(1000);
        String sane = f.draft(f.paidCharge(1000), 1000);
        f.step(f.member, sane, "submit")
                .body("checks.find { it.rule == 'idle-share' }.outcome", equalTo("PASS"))
                .body("checks.find { it.rule == 'readings' }.outcome", equalTo("PASS"))
                .body("checks.find { it.rule == 'reciprocal' }.outcome", equalTo("PASS"));
        jdbi.useHandle(handle -> handle.execute("""
                INSERT INTO usage_session (sid, instrument_id, started_at, last_at, ended_at, run_seconds, active_seconds, idle_seconds,
                    source, status, verification, flags)
                SELECT gen_random_uuid(), s.instrument_id, s.started_at, s.last_at, s.ended_at, 3600, 600, 3000, 'AGENT', 'CLOSED',
                       'FLAGGED', '{clock-skew}' FROM usage_session s JOIN charge_session x ON x.session_id = s.id WHERE x.charge_id = ?""", charge));
        jdbi.useHandle(handle -> handle.execute("""
                INSERT INTO charge_session (charge_id, session_id) SELECT ?, max(s.id) FROM usage_session s
                 WHERE s.instrument_id = ? AND s.verification = 'FLAGGED'""", charge, f.instrument.id()));
        String id = f.draft(charge, 1000);
        f.step(f.member, id, "submit")
                .statusCode(200)
                .body("checks.find { it.rule == 'use-overlap' }.outcome", equalTo("WARN"))
                .body("checks.find { it.rule == 'readings' }.outcome", equalTo("WARN"))
                .body("checks.find { it.rule == 'hours-verified' }.outcome", equalTo("WARN"))
                .body("checks.find { it.rule == 'idle-share' }.reasonEn", equalTo("41% of the running time was idle"));
        f.decide(f.providerFinance, id, "CONFIRM").statusCode(200);
        f.decide(f.district, id, "APPROVE").statusCode(200).body("status", equalTo("CITY_REVIEW"));
    }

    @Test
    void aReturnedClaim_thatNobodyHandsInAgain_expiresAndFreesItsCharge() {
        long charge = f.paidCharge(10_000);
        String id = f.draft(charge, 10_000);
        f.step(f.member, id, "submit").statusCode(200);
        f.decide(f.providerFinance, id, "RETURN").statusCode(200).body("status", equalTo("RETURNED"));
        runExpiry(Duration.ofDays(29));
        assertThat(status(id)).isEqualTo("RETURNED");
        f.create(ClaimFixture.line(charge, 10_000)).statusCode(422);
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE claim SET due_at = now() - interval '1 minute' WHERE id = ?", Long.parseLong(id)));
        runExpiry(Duration.ZERO);
        assertThat(status(id)).isEqualTo("WITHDRAWN");
        f.create(ClaimFixture.line(charge, 10_000)).statusCode(201);
    }

    /** Days ahead only as far as no claim of another test is late. */
    private void runExpiry(Duration ahead) {
        List<String> other = jdbi.withHandle(
                handle -> handle.createQuery("SELECT id::text FROM claim WHERE status = 'RETURNED' AND due_at < :then")
                        .bind("then", Instant.now().plus(ahead))
                        .mapTo(String.class)
                        .list());
        assertThat(other.size()).isLessThan(200);
        QuarkusTransaction.requiringNew().run(() -> expiry.run(Instant.now().plus(ahead)));
    }
}
