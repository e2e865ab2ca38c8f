package io.weiyi.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the demo devices say, before anybody checks it: order, counters, hourly life, and the chain of signatures. */
class ReadingScriptTest {

    private static final DemoTimes TIMES = DemoTimes.at(Instant.parse("2026-11-25T03:20:00Z"));
    private static final List<List<PlannedReading>> SCRIPTS = DeviceScripts.make(TIMES);

    @Test
    void scripts_sameTimes_sameReadings() {
        assertThat(SCRIPTS).hasSize(20).isEqualTo(DeviceScripts.make(TIMES));
    }

    @Test
    void script_anyDevice_isInOrderAndNeverSilentForMoreThanAnHourWhileOn() {
        for (List<PlannedReading> script : SCRIPTS) {
            PlannedReading before = script.get(0);
            assertThat(before.at()).isAfterOrEqualTo(TIMES.signedFrom());
            for (PlannedReading reading : script.subList(1, script.size())) {
                assertThat(reading.at()).isAfterOrEqualTo(before.at());
                assertThat(reading.monoMs()).isNotNegative();
                if (reading.boot().equals(before.boot())) {
                    assertThat(Duration.between(before.at(), reading.at())).isLessThanOrEqualTo(Duration.ofHours(1));
                    assertThat(reading.monoMs()).isGreaterThanOrEqualTo(before.monoMs());
                }
                before = reading;
            }
            assertThat(before.at()).isAfter(TIMES.now().plus(Duration.ofDays(20)));
        }
    }

    @Test
    void script_anySession_startsCountsUpAndEnds() {
        int sessions = 0;
        for (List<PlannedReading> script : SCRIPTS) {
            Map<UUID, PlannedReading> open = new HashMap<>();
            for (PlannedReading reading : script) {
                if (reading.sid() == null) {
                    assertThat(reading.type()).isEqualTo("marker");
                    continue;
                }
                PlannedReading last = open.put(reading.sid(), reading);
                assertThat(last == null).isEqualTo(reading.type().equals("session.start"));
                if (last != null) {
                    assertThat(reading.run()).isGreaterThanOrEqualTo(last.run());
                    assertThat(reading.active()).isGreaterThanOrEqualTo(last.active());
                    assertThat(reading.run() - reading.active()).isGreaterThanOrEqualTo(last.run() - last.active());
                }
            }
            assertThat(open.values()).allMatch(reading -> reading.type().equals("session.end"));
            sessions += open.size();
        }
        assertThat(sessions).isGreaterThan(100);
    }

    @Test
    void sign_aStretchInTwoParts_isOneChainOfRightSignatures() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        DemoDevice device = new DemoDevice("demo-pc-01", 7, pair.getPrivate(), "kid");
        List<byte[]> first = device.sign(SCRIPTS.get(0).subList(0, 5), 0, "");
        String head = hash(first.get(4));
        List<byte[]> second = device.sign(SCRIPTS.get(0).subList(5, 8), 5, head);
        assertThat(claims(first.get(0))).contains("\"seq\":1,\"prev\":\"\"");
        assertThat(claims(second.get(0)))
                .contains("\"seq\":6,\"prev\":\"" + head + "\"")
                .contains("\"ins\":\"7\"");
        for (byte[] jws : second) {
            String text = new String(jws, StandardCharsets.US_ASCII);
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(pair.getPublic());
            signature.update(text.substring(0, text.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
            assertThat(signature.verify(Base64.getUrlDecoder().decode(text.substring(text.lastIndexOf('.') + 1))))
                    .isTrue();
        }
    }

    private static String claims(byte[] jws) {
        return new String(
                Base64.getUrlDecoder().decode(new String(jws, StandardCharsets.US_ASCII).split("\\.")[1]),
                StandardCharsets.UTF_8);
    }

    private static String hash(byte[] jws) throws Exception {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(jws));
    }
}
