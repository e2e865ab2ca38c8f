package io.weiyi.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** The promises that the schema makes by itself. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class SchemaIT {

    @Inject
    Jdbi jdbi;

    @Test
    void cluster_anyLanguage_isUtf8AndDurable() {
        assertThat(show("server_encoding")).isEqualTo("UTF8");
        assertThat(show("fsync")).isEqualTo("on");
        assertThat(show("synchronous_commit")).isEqualTo("on");
        assertThat(show("listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(one("SELECT cardinality(show_trgm('扫描电镜'))::text")).isEqualTo("5");
    }

    @Test
    void application_role_cannotChangeFactsOrTables() {
        assertThat(one("SELECT current_user")).isEqualTo("weiyi_app");
        assertThatThrownBy(() -> jdbi.useHandle(h -> h.execute("DELETE FROM audit_entry")))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> jdbi.useHandle(h -> h.execute("UPDATE ledger_entry SET amount_fen = 1")))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> jdbi.useHandle(h -> h.execute("TRUNCATE raw_reading")))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> jdbi.useHandle(h -> h.execute("CREATE TABLE sneaky (id int)")))
                .hasMessageContaining("permission denied");
    }

    private String show(String name) {
        return one("SHOW " + name);
    }

    private String one(String query) {
        return jdbi.withHandle(h -> h.createQuery(query).mapTo(String.class).one());
    }
}
