package io.weiyi.kernel.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.voucher.PayableFixture;
import io.weiyi.voucher.Pools;
import io.weiyi.voucher.Publicity;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** The chain over the audit log against somebody who has the database in hand, and the auditor's search. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class AuditChainIT {

    @Inject
    AuditChain chain;

    @Inject
    Audit audit;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Pools pools;

    @Inject
    Publicity publicity;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;

    @ConfigProperty(name = "quarkus.flyway.username")
    String owner;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    @Test
    void log_changedRemovedOrSlippedInto_isNamedByEntry_andIntactAgain() throws Exception {
        long changed = entry();
        long removed = entry();
        seal();
        assertThat(chain.verify()).matches(AuditChain.Report::intact).matches(report -> report.entries() > 1);
        byOwner("UPDATE audit_entry SET actor = actor || '?' WHERE id = " + changed);
        assertThat(chain.verify().findings())
                .containsExactly(new AuditChain.Finding(AuditChain.Kind.CHANGED, Long.toString(changed)));
        byOwner("UPDATE audit_entry SET actor = rtrim(actor, '?') WHERE id = " + changed);
        byOwner("CREATE TABLE audit_kept AS SELECT * FROM audit_entry WHERE id = " + removed);
        byOwner("DELETE FROM audit_entry WHERE id = " + removed);
        assertThat(chain.verify().findings())
                .containsExactly(new AuditChain.Finding(AuditChain.Kind.DELETED, Long.toString(removed)));
        byOwner("INSERT INTO audit_entry OVERRIDING SYSTEM VALUE SELECT * FROM audit_kept");
        byOwner("DROP TABLE audit_kept");
        long slippedIn = jdbi.withHandle(
                handle -> handle.createQuery("""
                        INSERT INTO audit_entry (at, actor, action, subject_kind, subject_id, tx)
                        VALUES (now() - interval '1 day', 'nobody', 'test.slip', 'test', '1', '3'::xid8) RETURNING id""").mapTo(Long.class).one());
        assertThat(chain.verify().findings())
                .containsExactly(new AuditChain.Finding(AuditChain.Kind.INSERTED, Long.toString(slippedIn)));
        byOwner("DELETE FROM audit_entry WHERE id = " + slippedIn);
        assertThat(chain.verify().intact()).isTrue();
    }

    @Test
    void chain_rewrittenItself_isFoundToo() throws Exception {
        entry();
        seal();
        long no = chain.verify().batches();
        String hashes = jdbi.withHandle(
                handle -> handle.createQuery("SELECT encode(hashes, 'hex') FROM audit_seal WHERE no = " + no)
                        .mapTo(String.class)
                        .one());
        byOwner("UPDATE audit_seal SET hashes = sha256('x') || substr(hashes, 33) WHERE no = " + no);
        assertThat(chain.verify().findings())
                .contains(new AuditChain.Finding(AuditChain.Kind.BROKEN_BATCH, Long.toString(no)));
        byOwner("UPDATE audit_seal SET hashes = decode('" + hashes + "', 'hex') WHERE no = " + no);
        assertThat(chain.verify().intact()).isTrue();
    }

    @Test
    void head_ofADayThatIsOver_isPublishedOnceForAll() {
        entry();
        seal();
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        QuarkusTransaction.requiringNew().run(() -> chain.seal(tomorrow));
        QuarkusTransaction.requiringNew().run(() -> chain.seal(tomorrow));
        List<AuditChain.Head> heads = chain.heads();
        assertThat(heads).isNotEmpty();
        assertThat(heads.stream().map(AuditChain.Head::day)).doesNotHaveDuplicates();
        given().get("/api/v1/audit/heads")
                .then()
                .statusCode(200)
                .body("[0].hash", equalTo(heads.get(0).hash()));
        assertThat(chain.verify().intact()).isTrue();
    }

    @Test
    void auditor_searchesWhoTouchedAClaim_readsOnly() {
        PayableFixture f = new PayableFixture(jdbi, hasher, pools, publicity);
        String claim = f.payable(10_000);
        CityFixture.Person auditor = f.city().official(Role.AUDITOR);
        String session = f.city().session(auditor);
        QuarkusTransaction.requiringNew()
                .run(() -> audit.record(
                        "test.account", "claim", claim, null, Map.of("number", "6222021614000012345", "bank", "工行")));
        String page = given().cookie("weiyi_session", session)
                .get("/audit?claim=" + claim)
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(page)
                .contains("claim.submit", "claim.approve", f.reviewer().username(), "****2345", "127.0.0.1")
                .doesNotContain("6222021614000012345");
        assertThat(given().cookie("weiyi_session", session)
                        .get("/audit?claim=" + claim + "&actor=" + f.reviewer().username() + "&action=claim.approve")
                        .asString())
                .contains("claim.approve")
                .doesNotContain("claim.submit");
        assertThat(given().cookie("weiyi_session", session)
                        .get("/audit?claim=drop")
                        .asString())
                .doesNotContain("claim.approve");
        seal();
        assertThat(given().cookie("weiyi_session", session).get("/audit/chain").asString())
                .contains("日志完整");
        given().header("Authorization", f.city().bearer(auditor))
                .get("/api/v1/audit/verification")
                .then()
                .statusCode(200)
                .body("intact", equalTo(true));
        given().header("Authorization", f.city().bearer(f.city().official(Role.FINANCE)))
                .get("/api/v1/audit/verification")
                .then()
                .statusCode(403);
        given().cookie("weiyi_session", f.city().session(f.city().official(Role.LEADER)))
                .get("/audit")
                .then()
                .statusCode(403);
    }

    private long entry() {
        return QuarkusTransaction.requiringNew().call(() -> {
            audit.record("test.entry", "test", "1", null, Map.of("value", "一"));
            return jdbi.withHandle(
                    handle -> handle.createQuery("SELECT max(id) FROM audit_entry WHERE action = 'test.entry'")
                            .mapTo(Long.class)
                            .one());
        });
    }

    /** Seals until our own entries are in; another transaction that still runs holds the horizon back. */
    private void seal() {
        long until = jdbi.withHandle(handle -> handle.createQuery("SELECT max(id) FROM audit_entry")
                .mapTo(Long.class)
                .one());
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            QuarkusTransaction.requiringNew().run(() -> chain.seal(Instant.now()));
            return jdbi.withHandle(
                    handle -> handle.createQuery("SELECT EXISTS (SELECT 1 FROM audit_seal WHERE :id = ANY (ids))")
                            .bind("id", until)
                            .mapTo(Boolean.class)
                            .one());
        });
    }

    private void byOwner(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(database, owner, ownerPassword);
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER");
            statement.execute("ALTER TABLE audit_seal DISABLE TRIGGER USER");
            try {
                statement.execute(sql);
            } finally {
                statement.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER");
                statement.execute("ALTER TABLE audit_seal ENABLE TRIGGER USER");
            }
        }
    }
}
