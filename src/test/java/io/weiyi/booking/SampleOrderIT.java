package io.weiyi.booking;

import static io.weiyi.booking.BookingFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sample orders through the door: from the order to the report. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class SampleOrderIT {

    private static final String PATH = "/api/v1/sample-orders";
    private static final byte[] PDF = "%PDF-1.7 a report".getBytes(StandardCharsets.US_ASCII);

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    SampleOrders orders;

    private BookingFixture it;

    @BeforeEach
    void people() {
        it = new BookingFixture(jdbi, hasher);
    }

    private static LocalDate today() {
        return BusinessTime.dayOf(Instant.now());
    }

    private static Map<String, Object> body(String field, long id) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(field, String.valueOf(id));
        body.put(
                "samples",
                List.of(Map.of("name", "钛合金断口", "count", 3, "note", "避光"), Map.of("name", "粉末", "count", 2)));
        body.put("desiredBy", today().plusDays(14).toString());
        body.put("purpose", "失效分析");
        return body;
    }

    private String ordered() {
        CityFixture.Item item = it.city.serviceItem(it.lab, 10000);
        return as(it.member)
                .body(body("serviceItemId", item.id()))
                .post(PATH)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private ValidatableResponse move(String bearer, String id, String verb) {
        return as(bearer).post(PATH + "/" + id + "/" + verb).then();
    }

    private ValidatableResponse move(String bearer, String id, String verb, Map<String, ?> body) {
        return as(bearer).body(body).post(PATH + "/" + id + "/" + verb).then();
    }

    @Test
    void order_ofAServiceItem_goesAllTheWay() {
        CityFixture.Item item = it.city.serviceItem(it.lab, 10000);
        String id = as(it.member)
                .body(body("serviceItemId", item.id()))
                .post(PATH)
                .then()
                .statusCode(201)
                .header("Location", notNullValue())
                .header("ETag", "\"0\"")
                .body("status", equalTo("SUBMITTED"))
                .body("serviceItemId", equalTo(String.valueOf(item.id())))
                .body("instrumentId", nullValue())
                .body("providerId", equalTo(String.valueOf(it.lab.id())))
                .body("organisationId", equalTo(String.valueOf(it.firm.id())))
                .body("quoteFen", equalTo(50000))
                .body("samples.no", contains(1, 2))
                .body("samples.name", contains("钛合金断口", "粉末"))
                .body("samples.count", contains(3, 2))
                .extract()
                .path("id");
        move(
                        it.operator,
                        id,
                        "accept",
                        Map.of("promisedOn", today().plusDays(10).toString()))
                .statusCode(200)
                .body("status", equalTo("ACCEPTED"))
                .body("promisedOn", equalTo(today().plusDays(10).toString()));
        move(it.operator, id, "receive", Map.of("courierNumber", "SF1234567890"))
                .statusCode(200)
                .body("status", equalTo("RECEIVED"))
                .body("courierNumber", equalTo("SF1234567890"));
        move(it.operator, id, "start").statusCode(200).body("status", equalTo("TESTING"));
        move(it.manager, id, "finish", Map.of("samples", List.of(Map.of("no", 2, "count", 1))))
                .statusCode(200)
                .body("status", equalTo("TESTED"))
                .body("finishedAt", notNullValue())
                .body("samples.count", contains(3, 1));
        move(it.manager, id, "report", Map.of("reportNumber", "WH-2026-001"))
                .statusCode(200)
                .body("status", equalTo("REPORTED"))
                .body("reportNumber", equalTo("WH-2026-001"))
                .header("ETag", "\"5\"");
        SampleOrderInfo info = orders.info(Long.parseLong(id)).orElseThrow();
        assertThat(info.kinds()).extracting(SampleKindInfo::count).containsExactly(3, 1);
        assertThat(info.finishedAt()).isNotNull();
    }

    @Test
    void order_ofAnInstrument_isQuotedByItsTariff() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        String id = as(it.member)
                .body(body("instrumentId", instrument.id()))
                .post(PATH)
                .then()
                .statusCode(201)
                .body("quoteFen", equalTo(50000))
                .extract()
                .path("id");
        move(it.manager, id, "accept")
                .statusCode(200)
                .body("promisedOn", equalTo(today().plusDays(7).toString()));
    }

    @Test
    void report_asAFile_canBeReadByBothSides() {
        String id = ordered();
        for (String verb : List.of("accept", "receive", "start", "finish")) {
            move(it.operator, id, verb).statusCode(200);
        }
        upload(it.operator, id, "<script>.pdf", "<html>".getBytes(StandardCharsets.US_ASCII))
                .then()
                .statusCode(422);
        upload(it.member, id, "r.pdf", PDF).then().statusCode(403);
        upload(it.operator, id, "../../报告.pdf", PDF)
                .then()
                .statusCode(200)
                .body("status", equalTo("REPORTED"))
                .body("reportFile", equalTo(true))
                .body("reportNumber", equalTo("R-7"));
        byte[] content = RestAssured.given()
                .header("Authorization", it.member)
                .get(PATH + "/" + id + "/report")
                .then()
                .statusCode(200)
                .contentType("application/pdf")
                .extract()
                .asByteArray();
        assertThat(content).isEqualTo(PDF);
        RestAssured.given()
                .header("Authorization", it.stranger)
                .get(PATH + "/" + id + "/report")
                .then()
                .statusCode(404);
    }

    private static Response upload(String bearer, String id, String name, byte[] content) {
        return RestAssured.given()
                .header("Authorization", bearer)
                .multiPart("file", name, content, "application/octet-stream")
                .multiPart("reportNumber", "R-7")
                .post(PATH + "/" + id + "/report");
    }

    @Test
    void moves_outOfOrder_areIllegal() {
        String id = ordered();
        for (String verb : List.of("receive", "start", "finish")) {
            move(it.operator, id, verb).statusCode(409).body("type", equalTo("/problems/illegal-transition"));
        }
        move(it.operator, id, "report", Map.of("reportNumber", "1")).statusCode(409);
        move(it.operator, id, "decline", Map.of("reason", "超出检测范围"))
                .statusCode(200)
                .body("status", equalTo("DECLINED"))
                .body("declineReason", equalTo("超出检测范围"));
        move(it.member, id, "cancel").statusCode(409);
        String other = ordered();
        move(it.operator, other, "accept").statusCode(200);
        move(it.member, other, "cancel").statusCode(200).body("status", equalTo("CANCELLED"));
        move(it.operator, other, "receive").statusCode(409);
    }

    @Test
    void moves_byOthers_areRefused() {
        String id = ordered();
        move(it.member, id, "accept").statusCode(403);
        move(it.operator, id, "cancel").statusCode(403);
        move(it.auditor, id, "accept").statusCode(403);
        move(it.stranger, id, "cancel").statusCode(404);
        move(it.otherManager, id, "accept").statusCode(404);
        move(it.admin, id, "accept").statusCode(403);
        RestAssured.given().post(PATH + "/" + id + "/accept").then().statusCode(401);
        as(it.stranger).get(PATH + "/" + id).then().statusCode(404);
        as(it.auditor).get(PATH + "/" + id).then().statusCode(200);
        as(it.member).get(PATH + "/nonsense").then().statusCode(404);
        as(it.operator)
                .header("If-Match", "\"7\"")
                .post(PATH + "/" + id + "/accept")
                .then()
                .statusCode(412);
    }

    @Test
    void list_isScopedAndPaged() {
        String first = ordered();
        String second = ordered();
        move(it.operator, first, "accept").statusCode(200);
        as(it.member)
                .get(PATH)
                .then()
                .body("items.id", contains(second, first))
                .body("items[0].samples", hasSize(2))
                .body("total", equalTo(2));
        as(it.manager).get(PATH + "?status=ACCEPTED").then().body("items.id", contains(first));
        as(it.stranger).get(PATH).then().body("items", hasSize(0));
        as(it.member).get(PATH + "?status=x").then().statusCode(422);
        as(it.member).get(PATH + "?size=500").then().statusCode(422);
    }

    @Test
    void order_badInput_namesTheField() {
        CityFixture.Item item = it.city.serviceItem(it.lab, 10000);
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        Map<String, Object> both = body("serviceItemId", item.id());
        both.put("instrumentId", String.valueOf(instrument.id()));
        invalid(both, "instrumentId");
        Map<String, Object> none = body("serviceItemId", item.id());
        none.remove("serviceItemId");
        invalid(none, "instrumentId");
        invalid(body("serviceItemId", 999999999), "serviceItemId");
        invalid(body("instrumentId", 999999999), "instrumentId");
        invalid(with(item, "serviceItemId", "x"), "serviceItemId");
        invalid(with(item, "samples", List.of()), "samples");
        invalid(with(item, "samples", Collections.nCopies(201, Map.of("name", "a", "count", 1))), "samples");
        invalid(with(item, "samples", null), "samples");
        invalid(with(item, "samples", "many"), "samples");
        invalid(with(item, "samples", List.of(Map.of("name", "a", "count", 0))), "samples[0].count");
        invalid(
                with(item, "samples", List.of(Map.of("name", "a", "count", 1), Map.of("name", "b", "count", 10001))),
                "samples[1].count");
        invalid(with(item, "samples", List.of(Map.of("count", 1))), "samples[0].name");
        invalid(with(item, "samples", List.of(Map.of("name", "x".repeat(201), "count", 1))), "samples[0].name");
        invalid(with(item, "samples", Collections.singletonList(null)), "samples[0]");
        invalid(with(item, "desiredBy", "soon"), "desiredBy");
        invalid(with(item, "desiredBy", today().minusDays(1).toString()), "desiredBy");
        invalid(with(item, "purpose", ""), "purpose");
        as(it.member).body("nonsense").post(PATH).then().statusCode(400);
        as(it.auditor).body(body("serviceItemId", item.id())).post(PATH).then().statusCode(403);
        as(it.member)
                .body(with(item, "purpose", "<b>'; DROP TABLE sample_order; --</b>"))
                .post(PATH)
                .then()
                .statusCode(201)
                .body("purpose", equalTo("<b>'; DROP TABLE sample_order; --</b>"));
    }

    @Test
    void moves_badInput_changeNothing() {
        String id = ordered();
        move(it.operator, id, "accept", Map.of("promisedOn", "x")).statusCode(422);
        move(
                        it.operator,
                        id,
                        "accept",
                        Map.of("promisedOn", today().minusDays(1).toString()))
                .statusCode(422);
        as(it.operator)
                .body("nonsense")
                .post(PATH + "/" + id + "/accept")
                .then()
                .statusCode(400);
        for (String verb : List.of("accept", "receive", "start")) {
            move(it.operator, id, verb).statusCode(200);
        }
        move(it.operator, id, "finish", Map.of("samples", List.of(Map.of("no", 9, "count", 1))))
                .statusCode(422);
        move(it.operator, id, "finish", Map.of("samples", List.of(Map.of("no", 1, "count", -1))))
                .statusCode(422);
        move(it.operator, id, "finish", Map.of()).statusCode(200);
        move(it.operator, id, "report", Map.of()).statusCode(422);
        move(it.operator, id, "report", Map.of("reportNumber", "x".repeat(101))).statusCode(422);
        as(it.member).get(PATH + "/" + id).then().body("status", equalTo("TESTED"));
    }

    private static Map<String, Object> with(CityFixture.Item item, String field, Object value) {
        Map<String, Object> body = body("serviceItemId", item.id());
        body.put(field, value);
        return body;
    }

    private void invalid(Map<String, Object> body, String field) {
        as(it.member)
                .body(body)
                .post(PATH)
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/validation"))
                .body("violations.field", hasItem(field));
    }
}
