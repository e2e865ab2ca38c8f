package io.weiyi.metering.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts are told once when they open and once when they are over. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class DeviceAlertsIT {

    private static final Duration LONG = Duration.ofHours(2);

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    DeviceAlerts alerts;

    private CityFixture.Person manager;
    private TestDevice device;
    private TestDevice neighbour;

    @BeforeEach
    void enrol() {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org owner = city.provider();
        manager = city.manager(owner);
        String bearer = city.bearer(manager);
        device = TestDevice.enrol(bearer, city.instrument(owner).create().id());
        neighbour = TestDevice.enrol(bearer, city.instrument(owner).create().id());
    }

    @AfterEach
    void leave() {
        device.close();
        neighbour.close();
    }

    private void look(Instant now, Instant upSince) {
        QuarkusTransaction.requiringNew().run(() -> alerts.look(now, upSince));
    }

    private void set(String column, Object value) {
        jdbi.useHandle(handle -> handle.execute("UPDATE device SET " + column + " = ? WHERE id = ?", value, device.id));
    }

    private List<String> open() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT kind FROM device_incident WHERE device_id = :id AND closed_at IS NULL ORDER BY kind")
                .bind("id", device.id)
                .mapTo(String.class)
                .list());
    }

    private List<String> told() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT body FROM outbox WHERE person_id = :person AND channel = 'APP' ORDER BY id")
                .bind("person", manager.id())
                .mapTo(String.class)
                .list());
    }

    @Test
    void silent_toldOnceForTheOwnersDevicesTogether_andOverWhenHeardAgain() {
        Instant later = Instant.now().plus(LONG);
        look(later, Instant.EPOCH);
        look(later.plusSeconds(30), Instant.EPOCH);
        assertThat(open()).containsExactly("SILENT");
        assertThat(told()).singleElement().asString().contains("失联", device.id, neighbour.id);
        set("last_seen_at", later.plusSeconds(40));
        look(later.plusSeconds(60), Instant.EPOCH);
        look(later.plusSeconds(90), Instant.EPOCH);
        assertThat(open()).isEmpty();
        assertThat(told()).hasSize(2);
        assertThat(told().get(1)).contains("已恢复联系", device.id).doesNotContain(neighbour.id);
    }

    @Test
    void silent_afterAnOutageOfOurOwn_isNobodysFaultYet() {
        Instant later = Instant.now().plus(LONG);
        look(later, later.minus(Duration.ofMinutes(5)));
        assertThat(open()).isEmpty();
        look(later.plus(Duration.ofMinutes(26)), later.minus(Duration.ofMinutes(5)));
        assertThat(open()).containsExactly("SILENT");
    }

    @Test
    void clock_offAndRightAgain() {
        Instant now = Instant.now();
        set("online", true);
        set("skew_ms", -300_000L);
        look(now, Instant.EPOCH);
        assertThat(open()).containsExactly("SKEW");
        set("skew_ms", 1_000L);
        look(now.plusSeconds(30), Instant.EPOCH);
        assertThat(open()).isEmpty();
        assertThat(told()).hasSize(2);
    }

    @Test
    void chain_broken_isOpenForADay() {
        device.connect();
        device.send(device.sign(device.marker("alive", Instant.now())));
        device.prev = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        device.send(device.sign(device.marker("alive", Instant.now())));
        await().atMost(Duration.ofSeconds(30)).until(() -> device.acked() == 2);
        Instant now = Instant.now();
        look(now, Instant.EPOCH);
        look(now.plusSeconds(30), Instant.EPOCH);
        assertThat(open()).containsExactly("CHAIN");
        set("last_seen_at", now.plus(Duration.ofHours(25)));
        look(now.plus(Duration.ofHours(25)), Instant.EPOCH);
        assertThat(open()).isEmpty();
        assertThat(told().stream().filter(text -> text.contains(device.id))).hasSize(2);
    }

    @Test
    void revoked_isSilentForGood_andNobodyIsTold() {
        Instant later = Instant.now().plus(LONG);
        look(later, Instant.EPOCH);
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE device SET status = 'REVOKED', revoked_at = now(), online = false WHERE id = ?", device.id));
        look(later.plusSeconds(30), Instant.EPOCH);
        assertThat(open()).isEmpty();
        assertThat(told()).hasSize(1);
    }
}
