package io.weiyi.metering.ingest;

import io.weiyi.metering.Reading;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A message of a usage topic once it was looked at outside of any transaction. */
sealed interface Message {

    String device();

    Instant receivedAt();

    /** Its form, its size, its signature and its sender are right. */
    record Good(String device, byte[] payload, Instant receivedAt, Reading reading) implements Message {

        @Override
        public Bad refused(Refusal reason, String detail) {
            return Bad.of(device, payload, receivedAt, reason, reading.seq(), detail);
        }
    }

    /**
     * It goes into quarantine.
     *
     * @param start its first bytes, which is all that is kept: nobody fills the memory with what is refused
     * @param sizeBytes of the whole
     * @param sha256 of the whole, in hex
     * @param seq as it claims, null when unreadable
     */
    record Bad(
            String device,
            byte[] start,
            int sizeBytes,
            String sha256,
            Instant receivedAt,
            Refusal reason,
            @Nullable Long seq,
            String detail)
            implements Message {

        private static final int KEPT_BYTES_MAX = 65_536;

        static Bad of(String device, byte[] payload, Instant at, Refusal reason, @Nullable Long seq, String detail) {
            return new Bad(
                    device,
                    payload.length <= KEPT_BYTES_MAX ? payload : Arrays.copyOf(payload, KEPT_BYTES_MAX),
                    payload.length,
                    HexFormat.of().formatHex(Jws.sha256(payload)),
                    at,
                    reason,
                    seq,
                    detail);
        }

        @Override
        public Bad refused(Refusal because, String why) {
            return new Bad(device, start, sizeBytes, sha256, receivedAt, because, seq, why);
        }

        /** The topic on which the device speaks; quarantine files it under that of the first version. */
        String topic() {
            return "weiyi/v1/" + device + "/usage";
        }
    }

    /** The same message as one that is refused. */
    Bad refused(Refusal reason, String detail);
}
