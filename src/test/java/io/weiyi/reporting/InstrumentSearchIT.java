package io.weiyi.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.weiyi.catalog.SynonymGroup;
import io.weiyi.catalog.Synonyms;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Finding instruments by what people look for, without signing in. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class InstrumentSearchIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Synonyms synonyms;

    private CityFixture city;
    private CityFixture.Org lab;

    @BeforeEach
    void people() {
        city = CityFixture.fresh(jdbi, hasher);
        lab = city.provider();
    }

    private ValidatableResponse list(String query, Object... values) {
        return given().get("/api/v1/instruments?ownerId=" + lab.id() + "&" + query, values)
                .then();
    }

    private ValidatableResponse found(String words) {
        return list("q={q}", words).statusCode(200);
    }

    private static String id(CityFixture.Instrument instrument) {
        return String.valueOf(instrument.id());
    }

    @Test
    void search_whatPeopleLookFor_findsTheMicroscope() {
        synonyms.add(List.of("SEM", "扫描电镜", "扫描电子显微镜", "电镜", "scanning electron microscope"));
        synonyms.add(List.of("EDS", "能谱", "能谱仪", "energy dispersive"));
        synonyms.add(List.of("质谱", "质谱仪", "MS", "mass spectrometer"));
        CityFixture.Instrument sem = city.instrument(lab)
                .names("场发射扫描电子显微镜", "Field emission scanning electron microscope")
                .model("SU8600")
                .accessory("能谱仪", "EDS detector")
                .create();
        CityFixture.Instrument orbitrap = city.instrument(lab)
                .names("组合型质谱仪", "Tribrid mass spectrometer")
                .model("Orbitrap Fusion")
                .create();
        CityFixture.Instrument press = city.instrument(lab)
                .names("压力机 assembly", "Press for assembly systems")
                .create();
        for (String words : List.of(
                "SEM",
                "sem",
                "电镜",
                "扫描电镜",
                "EDS",
                "能谱",
                "ＳＥＭ",
                "SEM EDS",
                "scanning electron microscope",
                "SU8600",
                "su86")) {
            found(words).body("items.id", hasItem(id(sem))).body("items.id", not(hasItem(id(press))));
        }
        for (String words : List.of("质谱", "Orbitrap", "orbi", "MS", "mass spectrometer 质谱")) {
            found(words).body("items.id", hasItem(id(orbitrap))).body("items.id", not(hasItem(id(press))));
        }
        found("SEM 质谱").body("total", equalTo(0));
    }

    @Test
    void search_ownerClassArea_findsToo() {
        CityFixture.Instrument one = city.instrument(lab).create();
        found(lab.nameZh()).body("items.id", hasItem(id(one)));
        found(city.area().nameZh()).body("items.id", hasItem(id(one)));
        found("分析仪器").body("items.id", hasItem(id(one)));
        found(one.innerId()).body("items.id", hasItem(id(one)));
    }

    @Test
    void search_byRelevance_namesBeforeDescriptions() {
        String word = CityFixture.unique("光谱");
        CityFixture.Instrument attached =
                city.instrument(lab).names("甲仪", "A").accessory(word, "").create();
        CityFixture.Instrument named =
                city.instrument(lab).names("乙" + word + "仪", "B").create();
        CityFixture.Instrument exact = city.instrument(lab).names(word, "C").create();
        found(word).body("items.id", equalTo(List.of(id(exact), id(named), id(attached))));
    }

    @Test
    void search_nastyWords_areOnlyWords() {
        CityFixture.Instrument plain = city.instrument(lab)
                .names("百分之50%_仪 a\\b [x](y)*", "Plain+ C++")
                .create();
        for (String words : List.of("50%_仪", "a\\b", "[x](y)*", "c++", "plain+")) {
            found(words).body("items.id", hasItem(id(plain)));
        }
        for (String words : List.of(
                "%",
                "_",
                "'; DROP TABLE instrument; --",
                "<script>alert(1)</script>",
                ".*",
                "(",
                "\\",
                "a'b\"c",
                "\u0000",
                "𠮷")) {
            found(words).statusCode(200);
        }
        found("%%%").body("total", equalTo(0));
        list("q={q}", "x".repeat(201)).statusCode(422).body("violations.field", hasItem("q"));
        list("q={q}", "a b c d e f g h i j k l m").statusCode(422);
    }

    @Test
    void list_filters_narrow() {
        CityFixture.Instrument a = city.instrument(lab).classCode("030101").create();
        CityFixture.Instrument b = city.instrument(lab).classCode("040203").create();
        list("category=03").body("items.id", equalTo(List.of(id(a))));
        list("category=040203").body("items.id", equalTo(List.of(id(b))));
        list("category=%25").body("total", equalTo(0));
        list("category=9").body("total", equalTo(0));
        list("district=" + city.area().id()).body("items.id", hasItems(id(a), id(b)));
        list("district=999999999").body("total", equalTo(0));
        list("district=x").statusCode(200).body("total", equalTo(0));
        given().get("/api/v1/instruments?ownerId=x")
                .then()
                .statusCode(200)
                .body("items", hasSize(0))
                .body("size", equalTo(20));
        list("size=1").body("items", hasSize(1)).body("total", equalTo(2));
        list("size=201").statusCode(422);
        list("page=x").statusCode(422);
    }

    @Test
    void list_withoutWords_isByName() {
        CityFixture.Instrument b = city.instrument(lab).names("乙", "b").create();
        CityFixture.Instrument a = city.instrument(lab).names("一", "a").create();
        list("").body("items.id", equalTo(List.of(id(a), id(b))));
    }

    @Test
    void list_row_hasTheContractsFields() {
        CityFixture.Instrument one = city.instrument(lab).model("M1").create();
        list("").body("items[0].id", equalTo(id(one)))
                .body("items[0].innerId", equalTo(one.innerId()))
                .body("items[0].model", equalTo("M1"))
                .body("items[0].manufacturer", notNullValue())
                .body("items[0].categoryCode", equalTo("030101"))
                .body("items[0].categoryName", equalTo("分析仪器"))
                .body("items[0].district.id", equalTo(String.valueOf(city.area().id())))
                .body("items[0].district.name", equalTo(city.area().nameZh()))
                .body("items[0].owner.id", equalTo(String.valueOf(lab.id())))
                .body("items[0].owner.name", equalTo(lab.nameZh()))
                .body("items[0].worthFen", equalTo(80000000))
                .body("items[0].status", equalTo("NORMAL"))
                .body("items[0].shareMode", equalTo("EXTERNAL"))
                .body("items[0].bookable", equalTo(true))
                .body("items[0].metered", equalTo(true))
                .body("items[0].priceText", containsString("200.00元/小时"));
    }

    @Test
    void one_hasEverythingToRead() {
        CityFixture.Instrument one =
                city.instrument(lab).accessory("能谱仪", "EDS").unpriced().create();
        given().get("/api/v1/instruments/" + one.id())
                .then()
                .statusCode(200)
                .body("id", equalTo(id(one)))
                .body("accessories", equalTo(List.of("能谱仪 EDS")))
                .body("technical", notNullValue())
                .body("function", notNullValue())
                .body("serviceContent", notNullValue())
                .body("sampleRequirement", notNullValue())
                .body("turnaroundDays", equalTo(7))
                .body("contact", notNullValue())
                .body("priceText", equalTo("面议"));
        given().get("/api/v1/instruments/999999999").then().statusCode(404);
        given().get("/api/v1/instruments/x").then().statusCode(404);
    }

    // ---- free between ----

    private static Instant day(int days, int hours) {
        return BusinessTime.startOf(BusinessTime.dayOf(Instant.now()))
                .plus(Duration.ofDays(days))
                .plus(Duration.ofHours(hours));
    }

    private ValidatableResponse free(Instant from, Instant until) {
        return list("availableFrom={f}&availableTo={t}", from.toString(), until.toString())
                .statusCode(200);
    }

    @Test
    void free_leavesOutTakenClosedAndNotBookable() {
        CityFixture.Instrument open = city.instrument(lab).create();
        CityFixture.Instrument taken = city.instrument(lab).create();
        CityFixture.Instrument buffered = city.instrument(lab).buffers(60, 0).create();
        CityFixture.Instrument office = city.instrument(lab)
                .opens(1, 480, 720)
                .opens(2, 480, 720)
                .opens(3, 480, 720)
                .opens(4, 480, 720)
                .opens(5, 480, 720)
                .opens(6, 480, 720)
                .opens(7, 480, 720)
                .create();
        city.instrument(lab).notBookable().create();
        city.instrument(lab).shareMode("INTERNAL").create();
        city.instrument(lab).status("WAITING_REPAIR").create();
        city.instrument(lab).closed().create();
        for (CityFixture.Instrument one : List.of(taken, buffered)) {
            jdbi.useHandle(handle -> handle.createUpdate(
                            "INSERT INTO slot (instrument_id, kind, blocked) VALUES (:id, 'BLOCK', tstzrange(:from, :until))")
                    .bind("id", one.id())
                    .bind("from", day(2, 8))
                    .bind("until", day(2, 9))
                    .execute());
        }
        free(day(2, 8), day(2, 10)).body("items.id.sort()", equalTo(sorted(open, office)));
        free(day(2, 9), day(2, 10)).body("items.id.sort()", equalTo(sorted(open, office, taken)));
        free(day(2, 10), day(2, 12)).body("items.id.sort()", equalTo(sorted(open, office, taken, buffered)));
        free(day(2, 10), day(2, 13)).body("items.id.sort()", equalTo(sorted(open, taken, buffered)));
        free(day(2, 22), day(3, 2)).body("items.id.sort()", equalTo(sorted(open, taken, buffered)));
        free(day(3, 0), day(40, 0)).body("items.id.sort()", equalTo(sorted(open, taken, buffered)));
        list(
                        "q={q}&availableFrom={f}&availableTo={t}",
                        "显微镜",
                        day(2, 8).toString(),
                        day(2, 10).toString())
                .statusCode(200)
                .body("items.id.sort()", equalTo(sorted(open, office)));
    }

    private static List<String> sorted(CityFixture.Instrument... instruments) {
        return java.util.Arrays.stream(instruments)
                .map(InstrumentSearchIT::id)
                .sorted()
                .toList();
    }

    @Test
    void free_badBounds_areValidation() {
        for (String query : List.of(
                "availableFrom=2026-12-01T00:00:00Z",
                "availableTo=2026-12-01T00:00:00Z",
                "availableFrom=2026-12-01&availableTo=2026-12-02",
                "availableFrom=2026-12-02T00:00:00Z&availableTo=2026-12-01T00:00:00Z",
                "availableFrom=2026-12-01T00:00:00Z&availableTo=2026-12-01T00:00:00Z")) {
            list(query).statusCode(422).body("type", equalTo("/problems/validation"));
        }
    }

    // ---- service items, synonyms ----

    @Test
    void serviceItems_areListedForEverybody() {
        CityFixture.Item item = city.serviceItem(lab, 12300);
        given().get("/api/v1/service-items?ownerId=" + lab.id())
                .then()
                .statusCode(200)
                .body("items[0].id", equalTo(String.valueOf(item.id())))
                .body("items[0].owner.name", equalTo(lab.nameZh()))
                .body("items[0].sampleFen", equalTo(12300))
                .body("items[0].priceText", equalTo("123.00元/样品"))
                .body("total", equalTo(1));
        given().get("/api/v1/service-items/" + item.id()).then().statusCode(200).body("turnaroundDays", equalTo(5));
        given().get("/api/v1/service-items?q={q}&ownerId=" + lab.id(), "GB/T 1")
                .then()
                .body("total", equalTo(1));
        given().get("/api/v1/service-items?q={q}&ownerId=" + lab.id(), "没有的")
                .then()
                .body("total", equalTo(0));
        given().get("/api/v1/service-items/999999999").then().statusCode(404);
        given().get("/api/v1/service-items?ownerId=x").then().statusCode(200).body("total", equalTo(0));
        given().get("/api/v1/service-items?size=0").then().statusCode(422);
    }

    @Test
    void synonyms_areEditedGroupByGroup() {
        String word = CityFixture.unique("词");
        CityFixture.Instrument one = city.instrument(lab).names("丙" + word, "X").create();
        String other = CityFixture.unique("alias");
        found(other).body("total", equalTo(0));
        SynonymGroup group = synonyms.add(List.of(word, other.toUpperCase(java.util.Locale.ROOT)));
        found(other).body("items.id", hasItem(id(one)));
        synonyms.change(group.id(), List.of(word, "别的" + word));
        found(other).body("total", equalTo(0));
        assertThat(synonyms.groups()).extracting(SynonymGroup::id).contains(group.id());
        synonyms.remove(group.id());
        Assertions.assertThatThrownBy(() -> synonyms.remove(group.id())).isInstanceOf(Problem.class);
        Assertions.assertThatThrownBy(() -> synonyms.add(List.of("one"))).isInstanceOf(Problem.class);
    }

    @Test
    void synonyms_overHttp_areForAdministrators() {
        String admin = city.bearer(city.official(io.weiyi.identity.Role.ADMIN));
        String word = CityFixture.unique("同");
        CityFixture.Item item = city.serviceItem(lab, 100);
        String id = given().header("Authorization", admin)
                .contentType("application/json")
                .body(java.util.Map.of("terms", List.of(word, "GB/T 1")))
                .post("/api/v1/synonyms")
                .then()
                .statusCode(201)
                .body("terms", hasItem("gb/t 1"))
                .extract()
                .path("id");
        given().get("/api/v1/service-items?q={q}&ownerId=" + lab.id(), word)
                .then()
                .body("items.id", hasItem(String.valueOf(item.id())));
        given().header("Authorization", admin)
                .get("/api/v1/synonyms")
                .then()
                .statusCode(200)
                .body("id", hasItem(id));
        given().header("Authorization", admin)
                .contentType("application/json")
                .body("{\"terms\":[\"one\"]}")
                .put("/api/v1/synonyms/" + id)
                .then()
                .statusCode(422);
        given().header("Authorization", admin)
                .contentType("application/json")
                .body("{\"terms\":[null,\"a\"]}")
                .post("/api/v1/synonyms")
                .then()
                .statusCode(422);
        given().header("Authorization", admin)
                .delete("/api/v1/synonyms/" + id)
                .then()
                .statusCode(204);
        given().header("Authorization", admin)
                .delete("/api/v1/synonyms/" + id)
                .then()
                .statusCode(404);
        given().header("Authorization", city.bearer(city.member(city.firm())))
                .get("/api/v1/synonyms")
                .then()
                .statusCode(403);
        given().get("/api/v1/synonyms").then().statusCode(401);
    }
}
