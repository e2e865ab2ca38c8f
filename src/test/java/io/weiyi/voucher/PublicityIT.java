package io.weiyi.voucher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class PublicityIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Pools pools;

    @Inject
    Publicity publicity;

    @Inject
    PublicityRows rows;

    @Inject
    PayableClaims payable;

    private ClaimFixture f;

    @BeforeEach
    void fixture() {
        f = new ClaimFixture(jdbi, CityFixture.fresh(jdbi, hasher), pools);
        f.pool(Layer.PROVINCE, 1_000_000);
    }

    private String approved(long fen) {
        String id = f.inCityReview(fen);
        f.decide(f.cityOffice, id, "APPROVE").statusCode(200);
        return id;
    }

    private String published() {
        return f.post(
                        f.cityOffice,
                        "/api/v1/publicity",
                        "{\"documentNumber\":\"%s\",\"phone\":\"0631-5231234\",\"workingDays\":7}"
                                .formatted(CityFixture.unique("威科")))
                .statusCode(201)
                .extract()
                .path("id");
    }

    private void timePasses() {
        QuarkusTransaction.requiringNew()
                .run(() -> publicity.close(Instant.now().plus(30, ChronoUnit.DAYS)));
    }

    @Test
    void list_isOpenToAll_andWhatNobodyObjectsToBecomesPayableAndIsPaidOnce() {
        String id = approved(10_000);
        String batch = published();
        RestAssured.get("/api/v1/publicity")
                .then()
                .statusCode(200)
                .body("items[0].id", equalTo(batch))
                .body("items[0].items.claimId", hasItem(id))
                .body("items[0].open", equalTo(true));
        f.get(f.member, id).body("status", equalTo("PUBLICITY"));
        timePasses();
        f.get(f.member, id).body("status", equalTo("PAYABLE"));

        long claim = Long.parseLong(id);
        long finance = f.city.official(Role.FINANCE).id();
        f.grant(Layer.PROVINCE, 4_000);
        payable.start(claim, finance, "B-1");
        assertThat(payable.paid(claim, finance, "P-1").status()).isEqualTo(ClaimStatus.PAID);
        Pools.PoolInfo pool = pool();
        assertThat(pool.reservedFen()).isZero();
        assertThat(pool.consumedFen()).isEqualTo(4_000);
        assertThat(pool.cashFen()).isZero();
        payable.failed(claim, finance, "P-1", "账号错误");
        assertThat(pool().reservedFen()).isEqualTo(4_000);
        assertThat(pool().cashFen()).isEqualTo(4_000);
        payable.retry(claim, finance, "已更正");
        payable.start(claim, finance, "B-2");
        payable.paid(claim, finance, "P-2");
        assertThat(pool().consumedFen()).isEqualTo(4_000);
    }

    private Pools.PoolInfo pool() {
        return pools.list().stream()
                .filter(each -> Long.valueOf(f.city.area().id()).equals(each.areaId()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void reviewer_neverPays() {
        String id = approved(10_000);
        published();
        timePasses();
        long claim = Long.parseLong(id);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> payable.start(claim, f.cityOffice.id(), "B-1"))
                .hasMessageContaining("reviewed");
    }

    @Test
    void objection_byPhoneCode_stopsTheClaimUntilTheCityHasDecided() {
        String id = approved(10_000);
        String batch = published();
        String mobile = CityFixture.mobile();
        String body = "{\"claimId\":\"%s\",\"name\":\"张三\",\"mobile\":\"%s\",\"text\":\"未见设备\"%s}";
        guest(batch, body.formatted(id, mobile, "")).statusCode(200);
        guest(batch, body.formatted(id, mobile, ",\"code\":\"000000x\"")).statusCode(422);
        // The text leaves the outbox empty as soon as it is sent, so the phone is asked.
        String code = org.awaitility.Awaitility.await()
                .until(
                        () -> jdbi.withHandle(
                                handle -> handle.createQuery("SELECT max(body) FROM fake_sms WHERE mobile = :mobile")
                                        .bind("mobile", mobile)
                                        .mapTo(String.class)
                                        .findOne()
                                        .orElse("")),
                        text -> text.contains("验证码"))
                .replaceAll("(?s).*验证码 (\\d{6}).*", "$1");
        guest(batch, body.formatted(id, mobile, ",\"code\":\"" + code + "\"")).statusCode(201);
        f.get(f.member, id).body("status", equalTo("OBJECTED"));
        timePasses();
        f.get(f.member, id).body("status", equalTo("OBJECTED"));
        f.decide(f.cityOffice2, id, "APPROVE").statusCode(200).body("status", equalTo("CITY_REVIEW"));
        f.decide(f.cityOffice, id, "APPROVE")
                .statusCode(200)
                .body("status", equalTo("APPROVED"))
                .body("subsidyFen", equalTo(4000));
        assertThat(pool().reservedFen()).isEqualTo(4_000);
        published();
        f.step(f.member, id, "objections").statusCode(200).body("status", equalTo("OBJECTED"));
        f.decide(f.cityOffice, id, "REJECT").statusCode(200).body("status", equalTo("REJECTED"));
        assertThat(pool().reservedFen()).isZero();
        assertThat(pool().freeFen()).isEqualTo(1_000_000);
    }

    private static io.restassured.response.ValidatableResponse guest(String batch, String body) {
        return RestAssured.given()
                .contentType("application/json")
                .body(body)
                .post("/api/v1/publicity/" + batch + "/objections")
                .then();
    }

    @Test
    void workingDays_skipWeekendsAndHolidays() {
        LocalDate friday = LocalDate.of(2030, 3, 1);
        assertThat(rows.after(friday, 1)).isEqualTo(LocalDate.of(2030, 3, 5));
        jdbi.useHandle(handle -> handle.execute("""
                INSERT INTO public_holiday (day, kind, name, imported_by, imported_at)
                VALUES ('2030-03-04', 'CLOSED', '假日', ?, now()), ('2030-03-09', 'WORKDAY', '调休', ?, now())""", f.cityOffice.id(), f.cityOffice.id()));
        try {
            assertThat(rows.after(friday, 5)).isEqualTo(LocalDate.of(2030, 3, 10));
        } finally {
            jdbi.useHandle(
                    handle -> handle.execute("DELETE FROM public_holiday WHERE day IN ('2030-03-04', '2030-03-09')"));
        }
    }
}
