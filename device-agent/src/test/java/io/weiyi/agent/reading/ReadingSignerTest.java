package io.weiyi.agent.reading;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.rig.TestAuthority;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingSignerTest {
    private static final Stamp STAMP = new Stamp("b-1", Instant.parse("2026-11-23T08:00:00Z"), 12_345, null);
    private static final Content TICK = new Content(
            "i-1", "s-1", STAMP, ReadingType.SESSION_TICK, new Counters(40, 2), "process", null, null, null);

    private static Map<String, Object> json(String part) throws Exception {
        return JSON.std.mapFrom(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    @Test
    void sign_tick_headerAndClaimsAreExactlyThoseOfTheProtocol() throws Exception {
        KeyPair pair = TestAuthority.newPair();
        X509Certificate certificate = new TestAuthority().certify(pair.getPublic(), "d-1");

        String jws = new ReadingSigner(pair.getPrivate(), certificate).sign(new Reading("d-1", 7, "before", TICK));

        String[] parts = jws.split("\\.", -1);
        assertThat(parts).hasSize(3);
        assertThat(jws).doesNotContain("=");
        assertThat(json(parts[0])).isEqualTo(Map.of("alg", "ES256", "kid", Digest.of(certificate.getEncoded())));
        Map<String, Object> claims = json(parts[1]);
        assertThat(claims.keySet())
                .containsExactlyInAnyOrder(
                        "v", "dev", "ins", "seq", "prev", "boot", "ts", "mono", "off", "type", "sid", "run", "active",
                        "idle", "probe");
        assertThat(claims)
                .containsEntry("v", 1)
                .containsEntry("seq", 7)
                .containsEntry("prev", "before")
                .containsEntry("ts", "2026-11-23T08:00:00.000Z")
                .containsEntry("mono", 12_345)
                .containsEntry("off", null)
                .containsEntry("type", "session.tick")
                .containsEntry("run", 42);
        assertThat(verified(parts, pair)).isTrue();
    }

    private static boolean verified(String[] parts, KeyPair pair) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(pair.getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        byte[] value = Base64.getUrlDecoder().decode(parts[2]);
        assertThat(value).hasSize(64);
        return signature.verify(value);
    }

    @Test
    void ofJws_whatWasSigned_isReadBackWhole() throws Exception {
        KeyPair pair = TestAuthority.newPair();
        ReadingSigner signer =
                new ReadingSigner(pair.getPrivate(), new TestAuthority().certify(pair.getPublic(), "d-1"));
        Stamp stamp = new Stamp("b-1", Instant.parse("2026-11-23T08:00:00.120Z"), 1L << 40, -17L);
        Content end = new Content(
                "i-1", "s-1", stamp, ReadingType.SESSION_END, new Counters(4, 2), "process", "77", "exit", null);
        Content gap = Content.gap("i-1", stamp, "process", new SeqRange(3, 9));

        assertThat(ReadingFormat.ofJws(signer.sign(new Reading("d-1", 7, "p", end))))
                .isEqualTo(new Reading("d-1", 7, "p", end));
        assertThat(ReadingFormat.ofJws(signer.sign(new Reading("d-1", 8, "p", gap))))
                .isEqualTo(new Reading("d-1", 8, "p", gap));
    }
}
