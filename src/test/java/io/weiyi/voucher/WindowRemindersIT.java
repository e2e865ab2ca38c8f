package io.weiyi.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Reminders of a claim window: to whom, when, and once. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class WindowRemindersIT {

    // Far from any real window, so that the job's own runs tell nobody.
    private static final LocalDate OPENS = LocalDate.of(2099, 5, 1);

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Pools pools;

    @Inject
    WindowReminders reminders;

    @Test
    void firmsWithChargesLeft_areTold_atTheOpeningAndBeforeTheEnd_onceEach() {
        ClaimFixture f = new ClaimFixture(jdbi, CityFixture.fresh(jdbi, hasher), pools);
        String code = CityFixture.unique("W-").toUpperCase(Locale.ROOT);
        CityFixture.Person administrator = f.city.person(f.firm, Role.ORG_ADMIN, Role.FIRM_FINANCE);
        f.paidCharge(10_000);
        CityFixture.Org idle = f.city.firm();
        CityFixture.Person other = f.city.person(idle, Role.ORG_ADMIN);
        jdbi.useHandle(handle -> handle.execute("""
                INSERT INTO rule_pack (code, version, name_zh, name_en, valid_from, valid_before, body, made_at, signed_at)
                SELECT ?, 1, ?, name_en, valid_from, valid_before,
                       body || jsonb_build_object('id', ?::text, 'nameZh', ?::text, 'chosen', 'BY_ID')
                            || '{"claimWindows": [{"from": "2099-05-01", "to": "2099-05-20"}]}', now(), now()
                  FROM rule_pack WHERE code = 'SD-2019' AND version = 1""", code, code, code, code));

        run(OPENS.minusDays(1));
        assertThat(told(administrator, code)).isEmpty();
        run(OPENS);
        run(OPENS.plusDays(1));
        assertThat(told(administrator, code)).singleElement().asString().contains("2099-05-20", "1 笔");
        assertThat(told(other, code)).as("nothing to claim").isEmpty();
        run(OPENS.plusDays(16));
        run(OPENS.plusDays(18));
        assertThat(told(administrator, code)).hasSize(2);
        run(OPENS.plusDays(20));
        assertThat(told(administrator, code)).as("over").hasSize(2);
    }

    private void run(LocalDate day) {
        // As many runs as there are firms left of other tests.
        for (int i = 0; i < 3; i++) {
            QuarkusTransaction.requiringNew().run(() -> reminders.run(BusinessTime.startOf(day)));
        }
    }

    private List<String> told(CityFixture.Person person, String code) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT body FROM outbox WHERE person_id = :person AND channel = 'APP' AND body LIKE :code")
                .bind("person", person.id())
                .bind("code", "%" + code + "%")
                .mapTo(String.class)
                .list());
    }
}
