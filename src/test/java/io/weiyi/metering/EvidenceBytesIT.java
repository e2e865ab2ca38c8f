package io.weiyi.metering;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.blob.BlobConfig;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.CraftedDevice;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A changed byte anywhere in a real evidence file is found, and what it lies in is named. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class EvidenceBytesIT {

    /** Content is tried at every so many bytes; the structure of the zip at every one. */
    private static final int STEP = 11;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    BlobConfig store;

    AgentVerify agent;
    byte[] zip;

    @BeforeEach
    void makeFile() throws Exception {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org provider = city.provider();
        CityFixture.Instrument instrument = city.instrument(provider).create();
        Instant then = Instant.parse("2025-03-13T02:00:00Z");
        UUID sid = UUID.randomUUID();
        CraftedDevice craft = new CraftedDevice(jdbi, store.dir(), instrument)
                .certified(then.minus(Duration.ofDays(1)), then.plus(Duration.ofDays(300)))
                .reading("marker", null, then.minusSeconds(60), 0, 0, then)
                .reading("session.start", sid, then, 0, 0, then)
                .reading("session.end", sid, then.plusSeconds(120), 120, 100, then.plusSeconds(121));
        long session = craft.session(sid, then, then.plusSeconds(120), 120, 100, 2, 3);
        zip = given().header("Authorization", city.bearer(city.manager(provider)))
                .get("/api/v1/usage-sessions/{id}/evidence", session)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        agent = new AgentVerify();
        assertThat(agent.verdict(zip).get("verdict")).isEqualTo("GENUINE");
    }

    @AfterEach
    void close() throws Exception {
        agent.close();
    }

    @Test
    void changedByte_anywhere_isFoundAndNamed() throws Exception {
        List<Part> parts = parts();
        Random random = new Random(2024);
        Set<String> named = new HashSet<>();
        int tried = 0;
        for (Part part : parts) {
            int step = part.content() ? STEP : 1;
            for (int at = part.from(); at < part.until(); at += step) {
                byte[] changed = zip.clone();
                changed[at] ^= (byte) (1 << random.nextInt(8));
                Map<?, ?> verdict = agent.verdict(changed);
                assertThat(verdict.get("verdict"))
                        .as("byte %d of %s", at, part.name())
                        .isEqualTo("REFUSED");
                List<String> where = ((List<?>) verdict.get("problems"))
                        .stream()
                                .map(problem -> String.valueOf(((Map<?, ?>) problem).get("where")))
                                .toList();
                // A damaged name or length leaves no name to go by; the zip itself is named then.
                assertThat(where)
                        .as("byte %d of %s", at, part.name())
                        .anyMatch(name -> name.contains(part.name())
                                || (!part.content() && (name.startsWith("zip") || name.contains("manifest"))));
                named.add(part.name());
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(1_500);
        assertThat(named)
                .hasSize((int) parts.stream().map(Part::name).distinct().count());
    }

    @Test
    void changedReading_isNamedByItsSeq() throws Exception {
        String text = new String(zip, StandardCharsets.ISO_8859_1);
        int second = text.indexOf("\neyJ", text.indexOf("readings.jws")) + 300;
        byte[] changed = zip.clone();
        changed[second] ^= 1;
        assertThat(agent.verdict(changed).get("problems").toString())
                .contains("readings.jws line 2 (seq 3)")
                .contains("where=readings.jws,");
    }

    @Test
    void file_thatIsCutOrRepacked_isRefused() throws Exception {
        for (int length : List.of(0, 1, 21, 22, 100, zip.length / 2, zip.length - 1)) {
            assertThat(agent.verdict(java.util.Arrays.copyOf(zip, length)).get("verdict"))
                    .isEqualTo("REFUSED");
        }
        byte[] longer = java.util.Arrays.copyOf(zip, zip.length + 1);
        assertThat(agent.verdict(longer).get("verdict")).isEqualTo("REFUSED");
        EvidenceZip without = new EvidenceZip();
        EvidenceZip more = new EvidenceZip();
        EvidenceIT.unzip(zip).forEach((name, content) -> {
            if (!name.equals("links.json")) {
                without.add(name, content);
            }
            more.add(name, content);
        });
        assertThat(more.bytes()).isEqualTo(zip);
        more.add("more.txt", "more");
        assertThat(agent.verdict(without.bytes()).get("problems").toString()).contains("links.json");
        assertThat(agent.verdict(more.bytes()).get("problems").toString()).contains("more.txt");
    }

    /** The zip's parts in order: header and content of each entry, its line in the directory, the end. */
    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        int at = 0;
        while (zip[at + 2] == 3) {
            int name = number(at + 26, 2);
            int size = number(at + 18, 4);
            String path = new String(zip, at + 30, name, StandardCharsets.US_ASCII);
            names.add(path);
            parts.add(new Part(path, at, at + 30 + name, false));
            parts.add(new Part(path, at + 30 + name, at + 30 + name + size, true));
            at += 30 + name + size;
        }
        for (String name : names) {
            parts.add(new Part(name, at, at + 46 + name.length(), false));
            at += 46 + name.length();
        }
        parts.add(new Part("zip", at, zip.length, false));
        return parts.stream().filter(part -> part.from() < part.until()).toList();
    }

    private int number(int at, int bytes) {
        int number = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            number = number << 8 | (zip[at + i] & 0xff);
        }
        return number;
    }

    private record Part(String name, int from, int until, boolean content) {}
}
