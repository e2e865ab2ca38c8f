package io.weiyi.voucher;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of claims, publicity and budgets as the server writes them, and a claim's whole way by their forms. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class VoucherPagesIT {

    private static final Pattern TOKEN = Pattern.compile("name=\"csrf_token\" value=\"([^\"]+)\"");

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Pools pools;

    private ClaimFixture f;

    @BeforeEach
    void fixture() {
        f = new ClaimFixture(jdbi, CityFixture.fresh(jdbi, hasher), pools);
        f.pool(Layer.PROVINCE, 1_000_000);
    }

    @Test
    void pages_sayTheirHeadingsInBothLanguages() {
        f.paidCharge(10_000);
        String id = f.submitted(10_000);
        said("/claims", f.member, "可申请的费用", "What you may claim");
        said("/claims/" + id, f.member, "自动核查", "Automatic checks");
        said("/claims?queue=1", f.providerFinance, "申请 " + id, "Claim " + id);
        f.decide(f.providerFinance, id, "CONFIRM").statusCode(200);
        said("/claims/" + id, f.district, "一次性列出全部需补正事项", "All points to correct at once");
        said("/voucher-pools", f.city.official(Role.FINANCE), "资金池", "Budgets");
        said("/publicity", null, "创新券补助公示", "Published subsidies");
        said("/publicity", f.cityOffice, "公示已通过的申请", "Publish approved claims");
    }

    @Test
    void claim_goesItsWayByForms() {
        long charge = f.paidCharge(10_000);
        Response made = form(f.member, "/claims", "/claims", "charge", Long.toString(charge));
        assertThat(made.statusCode()).isEqualTo(303);
        String page = made.header("Location").replaceFirst("^https?://[^/]+", "");
        String id = page.substring("/claims/".length());
        Response early = form(f.member, page, page + "/submit", "version", "0");
        assertThat(early.statusCode()).isEqualTo(422);
        f.evidence(id, "CONTRACT").statusCode(201);
        f.evidence(id, "RESULT_REPORT").statusCode(201);
        assertThat(form(f.member, page, page + "/submit", "version", "2").statusCode())
                .isEqualTo(303);
        assertThat(form(f.providerFinance, page, page + "/confirm", "note", "").statusCode())
                .isEqualTo(303);
        assertThat(form(f.district, page, page + "/return", "note", " ").statusCode())
                .isEqualTo(422);
        assertThat(form(f.district, page, page + "/approve", "note", "").statusCode())
                .isEqualTo(303);
        assertThat(form(f.cityOffice, page, page + "/approve", "note", "").statusCode())
                .isEqualTo(303);
        f.get(f.member, id).body("status", org.hamcrest.Matchers.equalTo("APPROVED"));
        said(page, f.member, "已通过", "Approved");
    }

    private void said(String path, CityFixture.@Nullable Person reader, String zh, String en) {
        for (String language : new String[] {"zh", "en"}) {
            Response answer = page(path, reader, language);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.asString())
                    .as(path)
                    .contains(language.equals("zh") ? zh : en)
                    .doesNotContain("NOT_FOUND", "{vou:", "{page.", "{/if}");
        }
    }

    private Response page(String path, CityFixture.@Nullable Person reader, String language) {
        return request(reader, language).get(path);
    }

    private RequestSpecification request(CityFixture.@Nullable Person reader, String language) {
        RequestSpecification request = given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .accept("text/html")
                .cookie("weiyi_lang", language);
        return reader == null ? request : request.cookie("weiyi_session", f.city.session(reader));
    }

    /** Sends a form as a browser would: with the token and the cookie of the page it stands on. */
    private Response form(CityFixture.Person who, String page, String action, String field, String value) {
        String session = f.city.session(who);
        Response shown =
                given().accept("text/html").cookie("weiyi_session", session).get(page);
        Matcher token = TOKEN.matcher(shown.asString());
        assertThat(token.find()).as("form on " + page).isTrue();
        return given().redirects()
                .follow(false)
                .accept("text/html")
                .cookie("weiyi_session", session)
                .cookie("weiyi_csrf", shown.cookie("weiyi_csrf"))
                .formParam("csrf_token", token.group(1))
                .formParam(field, value)
                .post(action);
    }
}
