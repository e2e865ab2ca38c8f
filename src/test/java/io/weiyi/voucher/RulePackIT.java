package io.weiyi.voucher;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hamcrest.Matchers;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rule pack from draft to signature by its pages, what the database refuses, and the dry run. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class RulePackIT {

    private static final Pattern TOKEN = Pattern.compile("name=\"csrf_token\" value=\"([^\"]+)\"");

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private CityFixture city;
    private CityFixture.Person writer;
    private CityFixture.Person signer;
    private String code;

    @BeforeEach
    void pack() {
        city = CityFixture.fresh(jdbi, hasher);
        writer = city.official(Role.CITY_OFFICE);
        signer = city.official(Role.ADMIN);
        code = CityFixture.unique("T-").toUpperCase(Locale.ROOT);
        // A pack of nobody's region, chosen by its id only, so that it rules no other test.
        jdbi.useHandle(handle -> handle.execute("""
                INSERT INTO rule_pack (code, version, name_zh, name_en, valid_from, valid_before, body, made_at, signed_at)
                SELECT ?, 1, name_zh, name_en, valid_from, valid_before,
                       body || jsonb_build_object('id', ?::text, 'chosen', 'BY_ID'), now(), now()
                  FROM rule_pack WHERE code = 'SD-2019' AND version = 1""", code, code));
    }

    @Test
    void newVersion_isDraftedChangedAndSignedByASecondPerson() {
        String first = "/rule-packs/" + code + "/1";
        Response made = form(writer, first, first + "/draft", "");
        assertThat(made.statusCode()).isEqualTo(303);
        String second = "/rule-packs/" + code + "/2";
        assertThat(made.header("Location")).contains(second);

        String json = drafted(second);
        assertThat(form(writer, second, second + "/save", json.replace("\"rateBp\" : 4000", "\"rateBp\" : 40000"))
                        .statusCode())
                .isEqualTo(422);
        String changed = json.replace("\"rateBp\" : 4000", "\"rateBp\" : 5000");
        assertThat(form(writer, second, second + "/save", changed).statusCode()).isEqualTo(303);
        assertThat(form(writer, second, second + "/sign", changed).statusCode())
                .as("whoever wrote it does not sign it")
                .isEqualTo(422);
        assertThat(form(signer, second, second + "/sign", json).statusCode())
                .as("not what stands there now")
                .isEqualTo(422);
        assertThat(page(signer, second, "zh").asString()).contains("layers[0].bands[1].rateBp", "签发", "试算");
        assertThat(form(signer, second, second + "/sign", changed).statusCode()).isEqualTo(303);
        assertThat(form(signer, second, second + "/save", changed).statusCode())
                .as("signed is signed")
                .isEqualTo(422);
        given().header("Authorization", city.bearer(signer))
                .contentType("application/json")
                .body("""
                    {"packId":"%s","serviceDate":"2024-05-01","applicant":{"regionCode":"371002","kind":"SME"},
                     "provider":{"regionCode":"371002"},"lines":[{"eligibleFen":10000,"service":"TEST"}]}""".formatted(code))
                .post("/api/v1/voucher/calculations")
                .then()
                .statusCode(200)
                .body("packVersion", Matchers.equalTo(2))
                .body("subsidyFen", Matchers.equalTo(5000));
    }

    @Test
    void database_refusesWhatNobodyMaySign() {
        refused("rule_pack_frozen", "UPDATE rule_pack SET name_zh = 'x' WHERE code = '" + code + "'");
        refused("permission denied", "DELETE FROM rule_pack WHERE code = '" + code + "'");
        String draft =
                "INSERT INTO rule_pack (code, version, name_zh, name_en, valid_from, body, made_by, made_at%s) SELECT code, 2, name_zh, name_en,"
                        + " valid_from, body || '{\"version\": 2}', " + writer.id()
                        + ", now()%s FROM rule_pack WHERE code = '" + code
                        + "' AND version = 1";
        refused("rule_pack_second_person", draft.formatted(", signed_by, signed_at", ", " + signer.id() + ", now()"));
        jdbi.useHandle(handle -> handle.execute(draft.formatted("", "")));
        String where = " WHERE code = '" + code + "' AND version = 2";
        refused(
                "rule_pack_second_person",
                "UPDATE rule_pack SET signed_at = now(), signed_by = " + writer.id() + where);
        refused("rule_pack_second_person", "UPDATE rule_pack SET signed_at = now()" + where);
        refused(
                "rule_pack_second_person",
                "UPDATE rule_pack SET signed_at = now(), signed_by = " + signer.id()
                        + ", body = body || '{\"nameEn\": \"x\"}'" + where);
        refused("rule_pack_body", "UPDATE rule_pack SET valid_from = DATE '2020-01-01'" + where);
    }

    @Test
    void draft_rulesNoClaimAndIsSeenByItsWritersOnly() {
        String first = "/rule-packs/" + code + "/1";
        form(writer, first, first + "/draft", "");
        String second = "/rule-packs/" + code + "/2";
        CityFixture.Person finance = city.official(Role.FINANCE);
        assertThat(page(finance, second, "zh").statusCode()).isEqualTo(404);
        assertThat(page(finance, first, "zh").statusCode()).isEqualTo(200);
        assertThat(page(city.member(city.firm()), first, "zh").statusCode()).isEqualTo(403);
        given().header("Authorization", city.bearer(finance))
                .get("/api/v1/voucher/rule-packs/" + code + "/2")
                .then()
                .statusCode(404);
        assertThat(form(writer, second, second + "/withdraw", "").statusCode()).isEqualTo(303);
        assertThat(page(writer, second, "en").asString()).contains("Given up");
        assertThat(form(writer, first, first + "/draft", "").header("Location"))
                .as("its number stays taken")
                .contains("/rule-packs/" + code + "/3");
    }

    @Test
    void dryRun_saysEachStepInWords_alsoWhereItPaysNothing() {
        String run = "/rule-packs/" + code
                + "/1?serviceDate=2024-05-01&applicantRegion=371002&providerRegion=371002&kind=SME&service=TEST";
        assertThat(page(writer, run + "&eligible=100000&used=499990.00", "zh").asString())
                .contains("补助 10.00元", "40% = 40,000.00元", "年度额度 500,000.00元，已用 499,990.00元，余 10.00元");
        assertThat(page(writer, run.replace("=TEST", "=MANDATORY_TEST") + "&eligible=100", "en")
                        .asString())
                .contains("Subsidy ¥0.00", "is not subsidised: nothing is paid");
        assertThat(page(writer, run + "&eligible=1.234", "zh").statusCode()).isEqualTo(422);
    }

    @Test
    void list_andSchema_areServed() {
        assertThat(page(writer, "/rule-packs", "zh").asString()).contains("政策规则包", code, "SD-2019", "WH-2022");
        assertThat(page(writer, "/rule-packs", "en").asString())
                .contains("Rule packs", "Version 1", "ships with the program")
                .doesNotContain("NOT_FOUND");
        given().header("Authorization", city.bearer(writer))
                .get("/api/v1/voucher/rule-packs/schema")
                .then()
                .statusCode(200)
                .body("title", Matchers.startsWith("Rule pack"));
        given().header("Authorization", city.bearer(writer))
                .get("/api/v1/voucher/rule-packs")
                .then()
                .statusCode(200)
                .body("id", Matchers.hasItems("SD-2019", "LC-2023", "CP-2017", "WH-2022"));
    }

    private void refused(String constraint, String sql) {
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(sql)))
                .isInstanceOf(JdbiException.class)
                .hasMessageContaining(constraint);
    }

    private String drafted(String path) {
        String shown = page(writer, path, "zh").asString();
        Matcher text = Pattern.compile("<textarea[^>]*>([^<]*)</textarea>").matcher(shown);
        assertThat(text.find()).isTrue();
        return text.group(1).replace("&quot;", "\"").replace("&amp;", "&").replace("&#39;", "'");
    }

    private Response page(CityFixture.Person reader, String path, String language) {
        return given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .accept("text/html")
                .cookie("weiyi_lang", language)
                .cookie("weiyi_session", city.session(reader))
                .get(path);
    }

    private Response form(CityFixture.Person who, String page, String action, String body) {
        String session = city.session(who);
        Response shown =
                given().accept("text/html").cookie("weiyi_session", session).get(page);
        Matcher token = TOKEN.matcher(shown.asString());
        assertThat(token.find()).as("form on " + page).isTrue();
        return given().redirects()
                .follow(false)
                .accept("text/html")
                .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .cookie("weiyi_session", session)
                .cookie("weiyi_csrf", shown.cookie("weiyi_csrf"))
                .formParam("csrf_token", token.group(1))
                .formParam("body", body)
                .post(action);
    }
}
