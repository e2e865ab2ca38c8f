package io.weiyi.metering.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weiyi.metering.Reading;
import io.weiyi.metering.pki.KeyType;
import io.weiyi.testing.DeviceKeys;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class JwsTest {

    private static final KeyPair KEY = DeviceKeys.p256();
    private static final String HEADER = "{\"alg\":\"ES256\",\"kid\":\"k\"}";
    private static final String CLAIMS = """
            {"v":1,"dev":"d","ins":"12","seq":7,"prev":"","boot":"123e4567-e89b-12d3-a456-426614174000",
             "ts":"2026-11-23T08:00:00.000Z","mono":5,"off":-3,"type":"session.tick",
             "sid":"123e4567-e89b-12d3-a456-426614174001","run":10,"active":7,"idle":3,"extra":{"a":[1,2]}}""";

    @Test
    void claims_whole_areRead() throws Jws.Malformed {
        Reading reading = read(HEADER, CLAIMS);
        assertThat(reading.seq()).isEqualTo(7);
        assertThat(reading.instrumentId()).isEqualTo(12);
        assertThat(reading.idle()).isEqualTo(3);
        assertThat(reading.at()).isEqualTo(reading.ts().minusMillis(3));
    }

    @Test
    void instrument_asNumber_isReadToo() throws Jws.Malformed {
        assertThat(read(HEADER, CLAIMS.replace("\"12\"", "12")).instrumentId()).isEqualTo(12);
    }

    @Test
    void header_anythingElse_isMalformed() {
        for (String header : List.of(
                "{\"alg\":\"ES256\"}",
                "{\"kid\":\"k\"}",
                "{\"alg\":\"ES256\",\"kid\":\"k\",\"crit\":[\"x\"]}",
                "{\"alg\":\"ES256\",\"alg\":\"none\",\"kid\":\"k\"}",
                "{\"alg\":\"ES256\",\"kid\":7}",
                "{\"alg\":\"ES256\",\"kid\":\"k\"} ,",
                "[]",
                "")) {
            assertThatThrownBy(() -> read(header, CLAIMS)).as(header).isInstanceOf(Jws.Malformed.class);
        }
    }

    @Test
    void header_withTyp_isFine() throws Jws.Malformed {
        assertThat(read("{\"typ\":\"JWT\",\"alg\":\"ES256\",\"kid\":\"k\"}", CLAIMS)
                        .kid())
                .isEqualTo("k");
    }

    @Test
    void claims_bent_areMalformed() {
        for (String[] bend : new String[][] {
            {"\"run\":10", "\"run\":11"},
            {"\"run\":10", "\"run\":10.0"},
            {"\"run\":10", "\"run\":99999999999999999999"},
            {"\"seq\":7", "\"seq\":0"},
            {"\"seq\":7", "\"seq\":7,\"seq\":8"},
            {"\"prev\":\"\"", "\"prev\":\"short\""},
            {"\"dev\":\"d\"", "\"dev\":\"d\\u0000\""},
            {"\"dev\":\"d\"", "\"dev\":{}"},
            {"08:00:00.000Z", "08:00:00Z"},
            {"2026-11-23T", "2026-13-23T"},
            {"2026-11-23T", "1999-11-23T"},
            {"\"off\":-3", "\"off\":\"x\""},
            {"}}", "}} x"}
        }) {
            String claims = CLAIMS.replace(bend[0], bend[1]);
            assertThat(claims).isNotEqualTo(CLAIMS);
            assertThatThrownBy(() -> read(HEADER, claims)).as(bend[1]).isInstanceOf(Jws.Malformed.class);
        }
    }

    @Test
    void gapMarker_declaresOnlyEarlierReadings() throws Jws.Malformed {
        String marker = CLAIMS.replace("session.tick", "marker")
                .replace("\"v\":1", "\"v\":1,\"cause\":\"gap\",\"from\":3,\"to\":6");
        assertThat(read(HEADER, marker).isGap()).isTrue();
        assertThatThrownBy(() -> read(HEADER, marker.replace("\"to\":6", "\"to\":7")))
                .isInstanceOf(Jws.Malformed.class);
        assertThatThrownBy(() -> read(HEADER, marker.replace("\"from\":3", "\"from\":7")))
                .isInstanceOf(Jws.Malformed.class);
    }

    @Test
    void signature_onlyOfTheKeyAndText_isRight() throws Jws.Malformed {
        String text = DeviceKeys.jws(KEY, HEADER, CLAIMS.getBytes(StandardCharsets.UTF_8));
        KnownCertificates.DeviceKey key = new KnownCertificates.DeviceKey("d", KEY.getPublic(), KeyType.P256);
        assertThat(Signatures.isRight(parse(text), key)).isTrue();
        KnownCertificates.DeviceKey other =
                new KnownCertificates.DeviceKey("d", DeviceKeys.p256().getPublic(), KeyType.P256);
        assertThat(Signatures.isRight(parse(text), other)).isFalse();
        String zeros = text.substring(0, text.lastIndexOf('.') + 1) + DeviceKeys.encode(new byte[64]);
        assertThat(Signatures.isRight(parse(zeros), key)).isFalse();
        String none = text.substring(0, text.lastIndexOf('.') + 1);
        assertThat(Signatures.isRight(parse(none), key)).isFalse();
    }

    @Test
    void claimedSeq_ofWhatIsRefused_isFoundWhereItCanBe() {
        byte[] claims = CLAIMS.getBytes(StandardCharsets.UTF_8);
        assertThat(Jws.claimedSeq(DeviceKeys.jws(KEY, HEADER, claims).getBytes(StandardCharsets.UTF_8)))
                .hasValue(7);
        String huge = CLAIMS.replace("\"extra\"", "\"padding\":\"" + "x".repeat(1_000_000) + "\",\"extra\"");
        assertThat(Jws.claimedSeq(DeviceKeys.jws(KEY, HEADER, huge.getBytes(StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8)))
                .hasValue(7);
        assertThat(Jws.claimedSeq(new byte[] {1, 2, 3})).isEmpty();
        assertThat(Jws.claimedSeq("a.b.c".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    /** Whatever comes, it is refused and nothing worse. */
    @Property(tries = 500)
    void anyBytes_neverBreakTheParser(@ForAll @Size(max = 300) byte[] bytes) {
        Jws.claimedSeq(bytes);
        try {
            Jws.parse(bytes);
        } catch (Jws.Malformed e) {
            assertThat(e.reason()).isNotBlank();
        }
    }

    /** Whatever claims are signed, they are read or refused and nothing worse. */
    @Property(tries = 500)
    void anyClaims_neverBreakTheReader(@ForAll String noise) {
        String text = "{\"v\":1,\"dev\":" + noise + "}";
        Jws jws = new Jws("t", "ES256", "k", new byte[0], text.getBytes(StandardCharsets.UTF_8), new byte[0]);
        assertThatThrownBy(() -> new Protocol().read(jws)).isInstanceOf(Jws.Malformed.class);
    }

    private static Reading read(String header, String claims) throws Jws.Malformed {
        return new Protocol().read(parse(DeviceKeys.jws(KEY, header, claims.getBytes(StandardCharsets.UTF_8))));
    }

    private static Jws parse(String text) throws Jws.Malformed {
        return Jws.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
