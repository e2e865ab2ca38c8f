package io.weiyi.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.agent.reading.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AckMessageTest {
    private static final String HEAD = Digest.ofAscii("x");

    private static Optional<AckMessage> parse(String text) {
        return AckMessage.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void parse_ack_taken() {
        assertThat(parse("{\"seq\":812,\"head\":\"" + HEAD + "\",\"at\":\"2026-11-23T08:00:00.5Z\"}"))
                .contains(new AckMessage.Ack(812, HEAD, Instant.parse("2026-11-23T08:00:00.500Z")));
        assertThat(parse("{\"seq\":0,\"head\":\"\"}")).contains(new AckMessage.Ack(0, "", null));
        assertThat(parse("{\"seq\":0,\"head\":null,\"at\":\"never\"}")).contains(new AckMessage.Ack(0, "", null));
    }

    @Test
    void parse_refusal_taken() {
        assertThat(parse("{\"seq\":813,\"refused\":\"malformed\"}")).contains(new AckMessage.Refused(813, "malformed"));
    }

    @Test
    void parse_anythingElse_empty() {
        for (String hostile : new String[] {
            "",
            "null",
            "7",
            "[]",
            "{",
            "{}",
            "not json",
            "{\"seq\":null,\"refused\":\"malformed\"}",
            "{\"seq\":\"812\"}",
            "{\"seq\":-1}",
            "{\"seq\":1.5}",
            "{\"seq\":1e300}",
            "{\"seq\":9223372036854775807,\"head\":\"" + HEAD + "\"}",
            "{\"seq\":99999999999999999999999999}",
            "{\"seq\":5,\"head\":\"short\"}",
            "{\"seq\":0,\"refused\":\"malformed\"}",
            "[".repeat(3_000),
            "{\"seq\":1,\"x\":\"" + "y".repeat(5_000) + "\"}",
            "\uD800\u0000"
        }) {
            assertThat(parse(hostile)).as(hostile).isEmpty();
        }
        assertThat(AckMessage.parse(new byte[] {(byte) 0xFF, (byte) 0xFE, 0})).isEmpty();
    }
}
