package io.weiyi.metering.ingest;

import io.weiyi.metering.Reading;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A message of a usage topic once it was looked at outside of any transaction. */
sealed interface Message {

    String device();

    byte[] payload();

    Instant receivedAt();

    /** The topic it came on. */
    default String topic() {
        return Topics.usage(device());
    }

    /** Its form, its size, its signature and its sender are right. */
    record Good(String device, byte[] payload, Instant receivedAt, Reading reading) implements Message {

        Bad refused(Refusal reason, String detail) {
            return new Bad(device, payload, receivedAt, reason, reading.seq(), detail);
        }
    }

    /**
     * It goes into quarantine.
     *
     * @param seq as it claims, null when unreadable
     */
    record Bad(
            String device,
            byte[] payload,
            Instant receivedAt,
            Refusal reason,
            @Nullable Long seq,
            String detail) implements Message {

        String sha256() {
            return HexFormat.of().formatHex(Jws.sha256(payload));
        }
    }
}
