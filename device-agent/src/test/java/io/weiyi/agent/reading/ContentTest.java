package io.weiyi.agent.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ContentTest {
    private static final Stamp STAMP = new Stamp("b", Instant.EPOCH, 0, null);

    @Test
    void content_markerWithSession_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Content("i", "s", STAMP, ReadingType.MARKER, Counters.ZERO, "p", null, Cause.ALIVE, null));
    }

    @Test
    void content_gapWithoutRange_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Content.marker("i", STAMP, "p", Cause.GAP));
    }

    @Test
    void seqRange_reversed_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SeqRange(5, 4));
    }

    @Test
    void digest_fromOutside_checkedForForm() {
        assertThat(Digest.isWellFormed(Digest.ofAscii("x"))).isTrue();
        assertThat(Digest.isWellFormed("")).isFalse();
        assertThat(Digest.isWellFormed("x".repeat(42) + "+")).isFalse();
    }
}
