package io.weiyi.metering;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.blob.BlobConfig;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.CraftedDevice;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence files: what is in them, who gets them, what the agent says of them, and that they outlive the raw readings. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class EvidenceIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    BlobConfig store;

    @Inject
    EvidencePacking packing;

    @Inject
    DayChain chain;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;

    @ConfigProperty(name = "quarkus.flyway.username")
    String owner;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    @TempDir
    Path folder;

    CityFixture city;
    CityFixture.Org provider;
    CityFixture.Instrument instrument;
    String manager;
    UUID sid;
    Instant start;

    @BeforeEach
    void makeCity() {
        city = CityFixture.fresh(jdbi, hasher);
        provider = city.provider();
        instrument = city.instrument(provider).create();
        manager = city.bearer(city.manager(provider));
        sid = UUID.randomUUID();
        start = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofHours(3));
    }

    @Test
    void session_fromTheBroker_isGenuineInBothLanguagesAndAsJson() throws Exception {
        byte[] zip = zip(metered());
        Map<String, String> entries = unzip(zip);
        assertThat(entries.keySet())
                .contains("summary.txt", "summary.json", "readings.jws", "links.json", "receipts.json", "batches.jws")
                .contains("certificates.json", "certificates/ca.pem", "manifest.json", "manifest.sig");
        assertThat(entries.get("readings.jws").lines()).hasSize(4);
        assertThat(new JsonPath(entries.get("links.json")).getList("seq")).containsExactly(1, 6);

        AgentVerify.Said said = AgentVerify.run(folder, zip);
        assertThat(said.code()).as(said.out()).isZero();
        assertThat(said.out()).contains("核验通过", "Verified", "文件自带");

        String ca = given().get("/api/v1/receipt-keys").path("caSha256");
        String key = given().get("/api/v1/receipt-keys").path("keys[-1].sha256");
        JsonPath pinned = AgentVerify.run(folder, zip, "--json", "--ca", ca, "--receipt-key", key)
                .json();
        assertThat(pinned.getBoolean("valid")).isTrue();
        assertThat(pinned.getString("verdict")).isEqualTo("GENUINE");
        assertThat(pinned.getString("trust.caFrom")).isEqualTo("OPTION");
        assertThat(pinned.getInt("session.readings")).isEqualTo(4);

        String stranger = "A".repeat(43);
        AgentVerify.Said foreign = AgentVerify.run(folder, zip, "--json", "--ca", stranger, "--receipt-key", stranger);
        assertThat(foreign.code()).isEqualTo(1);
        assertThat(foreign.json().getList("problems.code")).containsExactly("other-authority", "other-receipt-key");
    }

    /** A marker before, four readings, a marker after: the last seq is 6. */
    private long metered() {
        TestDevice device = TestDevice.enrol(manager, instrument.id()).connect();
        try {
            device.send(device.sign(device.marker("alive", start.minusSeconds(60))));
            device.send(device.sign(device.session("session.start", sid, start, 0, 0)));
            device.send(device.sign(device.session("session.tick", sid, start.plusSeconds(60), 60, 60)));
            device.send(device.sign(device.session("session.tick", sid, start.plusSeconds(120), 120, 90)));
            device.send(device.sign(device.session("session.end", sid, start.plusSeconds(180), 180, 150)));
            device.send(device.sign(device.marker("alive", start.plusSeconds(240))));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(device.acked()).isEqualTo(6));
        } finally {
            device.close();
        }
        return one("SELECT id FROM usage_session WHERE sid = '" + sid + "'");
    }

    @Test
    void file_isForWhomItConcerns_andNeverForAdministrators() {
        long session = metered();
        for (String bearer : List.of(
                city.bearer(city.person(provider, Role.OPERATOR)),
                city.bearer(city.areaOffice(provider.area())),
                city.bearer(city.official(Role.CITY_OFFICE)),
                city.bearer(city.official(Role.FINANCE)),
                city.bearer(city.official(Role.LEADER)),
                city.bearer(city.official(Role.AUDITOR)))) {
            given().header("Authorization", bearer)
                    .get("/api/v1/usage-sessions/{id}/evidence", session)
                    .then()
                    .statusCode(200)
                    .contentType("application/zip");
        }
        for (String bearer :
                List.of(city.bearer(city.member(city.firm())), city.bearer(city.manager(city.provider())))) {
            given().header("Authorization", bearer)
                    .get("/api/v1/usage-sessions/{id}/evidence", session)
                    .then()
                    .statusCode(404);
        }
        for (CityFixture.Person admin : List.of(city.official(Role.ADMIN), city.official(Role.ADMIN, Role.AUDITOR))) {
            given().header("Authorization", city.bearer(admin))
                    .get("/api/v1/usage-sessions/{id}/evidence", session)
                    .then()
                    .statusCode(403)
                    .body("type", equalTo("/problems/forbidden"));
        }
        given().get("/api/v1/usage-sessions/{id}/evidence", session).then().statusCode(401);
        given().header("Authorization", manager)
                .get("/api/v1/usage-sessions/nonsense/evidence")
                .then()
                .statusCode(404);
    }

    @Test
    void keys_areOpenToAll_andOnlyTheirOwnerReadsThePrivateOne() throws IOException {
        given().get("/api/v1/receipt-keys").then().statusCode(200).body("keys.size()", equalTo(1));
        metered();
        seal();
        String today = io.weiyi.kernel.time.BusinessTime.dayOf(Instant.now()).toString();
        given().get("/api/v1/receipt-days/{day}", today).then().statusCode(200).body("day", equalTo(today));
        given().get("/api/v1/receipt-days/1999-01-01").then().statusCode(404);
        given().get("/api/v1/receipt-days/yesterday").then().statusCode(404);
        Path key = store.dir().resolve("pki").resolve("receipt.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @Test
    void importedSession_saysThatNothingIsSigned() throws Exception {
        long session = one("""
                INSERT INTO usage_session (sid, instrument_id, started_at, last_at, ended_at, run_seconds, active_seconds,
                    idle_seconds, source, status, verification)
                VALUES (gen_random_uuid(), %d, now() - interval '1 hour', now(), now(), 60, 60, 0, 'IMPORTED', 'CLOSED', 'UNVERIFIED')
                RETURNING id""".formatted(instrument.id()));
        assertThat(unzip(zip(session)).get("summary.txt")).contains("没有签名读数", "Nothing here was signed");
        assertThat(verdict(session)).isEqualTo("UNSIGNED []");
    }

    @Test
    void certificates_areJudgedAtTheTimeOfReceipt() throws Exception {
        Instant then = Instant.parse("2025-03-10T02:00:00Z");
        Instant before = then.minus(Duration.ofDays(100));
        Instant after = then.plus(Duration.ofDays(30));

        CraftedDevice expired = craft().certified(before, after);
        assertThat(verdict(ordinary(expired, then))).isEqualTo("GENUINE []");

        CraftedDevice tooLate = craft().certified(before, then.minusSeconds(1));
        assertThat(verdict(ordinary(tooLate, then))).isEqualTo("REFUSED [certificate-invalid]");

        CraftedDevice revokedLater = craft().certified(before, after);
        revokedLater.revoke(then.plus(Duration.ofDays(1)));
        assertThat(verdict(ordinary(revokedLater, then))).isEqualTo("GENUINE []");

        CraftedDevice revokedBefore = craft().certified(before, after);
        revokedBefore.revoke(then.minusSeconds(1));
        assertThat(verdict(ordinary(revokedBefore, then))).isEqualTo("REFUSED [certificate-revoked]");
    }

    @Test
    void chainAndCounters_areHeldAgainstTheFileUnlessTheServerFlaggedThem() throws Exception {
        Instant then = Instant.parse("2025-03-11T02:00:00Z");
        assertThat(verdict(broken(then))).isEqualTo("REFUSED [chain]");
        assertThat(verdict(broken(then, "chain-break"))).isEqualTo("GENUINE []");
        assertThat(verdict(lossy(then, false))).isEqualTo("REFUSED [missing-readings]");
        assertThat(verdict(lossy(then, false, "seq-gap"))).isEqualTo("GENUINE []");
        assertThat(verdict(lossy(then, true))).isEqualTo("GENUINE []");
        CraftedDevice craft = certified(then);
        craft.reading("session.start", sid, then, 0, 0, then)
                .reading("session.end", sid, then.plusSeconds(60), 60, 60, then);
        assertThat(verdict(craft.session(sid, then, then.plusSeconds(60), 61, 61, 1, 2)))
                .isEqualTo("REFUSED [figures]");
        CraftedDevice back = certified(then);
        back.reading("session.start", sid, then, 0, 0, then)
                .reading("session.tick", sid, then.plusSeconds(60), 60, 60, then)
                .reading("session.end", sid, then.plusSeconds(120), 50, 50, then);
        assertThat(verdict(back.session(sid, then, then.plusSeconds(120), 50, 50, 1, 3)))
                .isEqualTo("REFUSED [counters]");
    }

    private long broken(Instant then, String... flags) {
        CraftedDevice craft = certified(then);
        craft.reading("session.start", sid, then, 0, 0, then)
                .breakChain()
                .reading("session.end", sid, then.plusSeconds(60), 60, 60, then);
        return craft.session(sid, then, then.plusSeconds(60), 60, 60, 1, 2, flags);
    }

    private long lossy(Instant then, boolean declared, String... flags) {
        CraftedDevice craft = certified(then);
        craft.reading("session.start", sid, then, 0, 0, then)
                .lose(2)
                .reading("session.end", sid, then.plusSeconds(60), 60, 60, then);
        if (declared) {
            craft.gap(2, 3, then.plusSeconds(61), then);
        }
        return craft.session(sid, then, then.plusSeconds(60), 60, 60, 1, 4, flags);
    }

    @Test
    void packedSession_isExportedAfterItsMonthIsGone() throws Exception {
        Instant then = Instant.parse("2025-02-10T02:00:00Z");
        long session = ordinary(certified(then), then);
        Map<String, String> before = unzip(zip(session));
        assertThatThrownBy(() -> drop(then)).hasMessageContaining("raw_reading_month_unpacked");
        work(session);
        drop(then);
        assertThat(one("SELECT count(*) FROM raw_reading WHERE sid = '" + sid + "'"))
                .isZero();
        Map<String, String> after = unzip(zip(session));
        for (String same : List.of("readings.jws", "links.json", "receipts.json", "batches.jws", "certificates.json")) {
            assertThat(after.get(same)).as(same).isEqualTo(before.get(same));
        }
        assertThat(verdict(session)).isEqualTo("GENUINE []");
        work(session);
        assertThat(one("SELECT count(*) FROM evidence_pack WHERE sid = '" + sid + "'"))
                .isOne();
    }

    private void work(long session) {
        assertThat(QuarkusTransaction.requiringNew().call(() -> packing.handle(Long.toString(session), Instant.now())))
                .isEmpty();
    }

    private void drop(Instant month) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database, owner, ownerPassword);
                var statement = connection.prepareStatement("SELECT raw_reading_drop_month(?::timestamptz)")) {
            statement.setString(1, month.toString());
            statement.execute();
        }
    }

    @Test
    void month_thatIsYoung_isKept_andTheApplicationCannotDropAny() {
        one("SELECT length(raw_reading_ensure_month(now())::text)");
        assertThatThrownBy(() -> drop(Instant.now())).hasMessageContaining("raw_reading_month_young");
        assertThatThrownBy(
                        () -> jdbi.withHandle(handle -> handle.createQuery("SELECT raw_reading_drop_month(now())::text")
                                .mapTo(String.class)
                                .one()))
                .hasMessageContaining("permission denied");
    }

    @Test
    void sealing_runsOnceHoweverManyServersThereAre() throws Exception {
        Instant then = Instant.parse("2025-03-12T02:00:00Z");
        for (int i = 0; i < 5; i++) {
            sid = UUID.randomUUID();
            ordinary(certified(then), then);
        }
        List<Thread> servers = java.util.stream.Stream.generate(() -> new Thread(this::seal))
                .limit(4)
                .toList();
        servers.forEach(Thread::start);
        for (Thread server : servers) {
            server.join();
        }
        assertThat(one("SELECT sum(reading_count) FROM day_chain WHERE day = '2025-03-12'"))
                .isEqualTo(20);
        assertThat(one("SELECT count(*) FROM day_chain a JOIN day_chain b ON b.id = a.id - 1 WHERE a.prev <> b.hash"))
                .isZero();
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute("DELETE FROM day_chain")))
                .hasMessageContaining("permission denied");
    }

    @Test
    void openApi_hasTheCalls() {
        given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths.keySet()", hasItem("/api/v1/usage-sessions/{id}/evidence"))
                .body("paths.keySet()", hasItem("/api/v1/receipt-keys"));
    }

    private void seal() {
        chain.seal(Instant.now());
    }

    private CraftedDevice craft() {
        sid = UUID.randomUUID();
        return new CraftedDevice(jdbi, store.dir(), instrument);
    }

    private CraftedDevice certified(Instant then) {
        return craft().certified(then.minus(Duration.ofDays(1)), then.plus(Duration.ofDays(300)));
    }

    /** A marker, a session of two minutes in three readings. */
    private long ordinary(CraftedDevice craft, Instant then) {
        craft.reading("marker", null, then.minusSeconds(60), 0, 0, then)
                .reading("session.start", sid, then, 0, 0, then)
                .reading("session.tick", sid, then.plusSeconds(60), 60, 60, then.plusSeconds(61))
                .reading("session.end", sid, then.plusSeconds(120), 120, 100, then.plusSeconds(121));
        return craft.session(sid, then, then.plusSeconds(120), 120, 100, 2, 4);
    }

    private String verdict(long session) throws Exception {
        try (AgentVerify agent = new AgentVerify()) {
            Map<?, ?> verdict = agent.verdict(zip(session));
            return verdict.get("verdict") + " "
                    + ((List<?>) verdict.get("problems"))
                            .stream()
                                    .map(problem -> ((Map<?, ?>) problem).get("code"))
                                    .distinct()
                                    .toList();
        }
    }

    private byte[] zip(long session) {
        return given().header("Authorization", manager)
                .get("/api/v1/usage-sessions/{id}/evidence", session)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    static Map<String, String> unzip(byte[] bytes) {
        Map<String, String> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    private long one(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
