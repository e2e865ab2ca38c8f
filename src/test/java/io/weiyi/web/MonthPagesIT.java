package io.weiyi.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The month workbench, as the server writes it. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class MonthPagesIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    private PageCity it;

    @BeforeEach
    void makeCity() {
        it = new PageCity(jdbi, hasher);
    }

    @Test
    void month_showsWhatIsMatchedAndWhatIsNot_inBothLanguages() {
        // A month of its own in the far past, so that no other test is seen.
        long discrepancy = jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO discrepancy (month, kind, subject_kind, subject_id, organisation_id, amount_fen, refs, found_at, due_on)
                        VALUES ('2003-05-01', 'AMOUNT_DIFFERS', 'charge', (SELECT coalesce(max(subject_id), 0) + 1 FROM discrepancy),
                                :firm, 12345, ARRAY['charge:77'], now(), '2003-06-10') RETURNING id""")
                .bind("firm", it.firm.id())
                .mapTo(Long.class)
                .one());
        jdbi.useHandle(handle -> handle.execute("""
                INSERT INTO reconciliation_match (month, link, rule, confidence, left_id, right_id, amount_fen, matched_at)
                VALUES ('2003-05-01', 'USE_CHARGE', 'USE_VERIFIED', 100, ?, ?, 500, now())""", -discrepancy, -discrepancy));
        Browser finance = Browser.signedIn(it.city.session(it.finance));
        assertThat(text(finance.get("/finance/months?month=2003-05")))
                .contains("2003-05 月度对账", "金额不一致", "/charges/77", "123.45元", "已核验的使用", "待处理", "重新核对");
        finance.get("/language?to=en&back=/finance/months");
        assertThat(text(finance.get("/finance/months?month=2003-05")))
                .contains("Reconciliation of 2003-05", "Amount differs", "Verified use", "Open");
        Browser auditor = Browser.signedIn(it.city.session(it.city.official(Role.AUDITOR)));
        assertThat(text(auditor.get("/finance/months?month=2003-05")))
                .contains("金额不一致")
                .doesNotContain("重新核对");
        assertThat(text(auditor.get("/finance/months"))).contains("月度对账");
        assertThat(auditor.get("/finance/months?month=x").statusCode()).isEqualTo(404);
        Browser member = Browser.signedIn(it.city.session(it.member));
        assertThat(member.get("/finance/months").statusCode()).isEqualTo(403);
        resolveByForm(finance, discrepancy);
    }

    private void resolveByForm(Browser finance, long discrepancy) {
        String[] fields = {"month", "2003-05", "id", Long.toString(discrepancy), "note", ""};
        assertThat(finance.post("/finance/months/resolve", fields).statusCode()).isEqualTo(422);
        fields[5] = "checked by phone";
        assertThat(Browser.next(finance.post("/finance/months/resolve", fields)))
                .isEqualTo("/finance/months?month=2003-05&done=saved");
        assertThat(text(finance.get("/finance/months?month=2003-05"))).contains("Resolved", "checked by phone");
        Response run = finance.post("/finance/months/run", "month", "2003-05");
        assertThat(run.statusCode()).isEqualTo(303);
    }

    private static String text(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        String text = answer.asString();
        assertThat(text).doesNotContain("NOT_FOUND", "??", "{rec:", "{page.", "{/if}");
        return text;
    }
}
