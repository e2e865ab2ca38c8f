package io.weiyi.identity;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Demo accounts that an earlier run left keep the door shut, until they are disabled. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class StartGuardIT {

    @Inject
    Jdbi jdbi;

    @BeforeEach
    void begin() {
        // Rolled back afterwards, so that no other test meets a demo account.
        QuarkusTransaction.begin();
    }

    @AfterEach
    void rollBack() {
        QuarkusTransaction.rollback();
    }

    @Test
    void check_demoAccountsLeftBehind_refusesOthersOnly() {
        StartupEvent start = new StartupEvent();
        StartGuard open = new StartGuard(jdbi, "0.0.0.0", false);
        assertThatCode(() -> open.check(start)).doesNotThrowAnyException();
        String left = CityFixture.unique("demo");
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO person (username, display_name, status, demo, created_at) VALUES (?, '演示', 'ACTIVE', true, now())",
                left));
        assertThatThrownBy(() -> open.check(start)).hasMessageContaining("0.0.0.0 is open to others");
        assertThatCode(() -> new StartGuard(jdbi, "127.0.0.1", false).check(start))
                .doesNotThrowAnyException();
        jdbi.useHandle(handle -> handle.execute("UPDATE person SET status = 'DISABLED' WHERE username = ?", left));
        assertThatCode(() -> open.check(start)).doesNotThrowAnyException();
    }
}
