package io.weiyi.metering;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a device's chain as evidence keeps it. Where it belongs to the session, or is a marker about its instrument,
 * the signed reading is there; otherwise it may be somebody else's use, and only the hashes that hold the chain together
 * are.
 *
 * @param hash of the JWS at this place
 * @param prev hash of the one before
 */
record EvidenceItem(
        long seq, String hash, String prev, @Nullable Signed signed) {

    boolean ofSession() {
        return signed != null && signed.own();
    }

    EvidenceItem with(Receipt receipt) {
        return signed == null ? this : new EvidenceItem(seq, hash, prev, signed.with(receipt));
    }

    EvidenceItem asLink() {
        return new EvidenceItem(seq, hash, prev, null);
    }

    /**
     * A signed reading with what the meter took from it.
     *
     * @param own whether it is of the session; else a marker
     * @param receipt null as long as it is not sealed
     */
    record Signed(
            boolean own,
            String kid,
            String type,
            Instant at,
            long run,
            long active,
            @Nullable String cause,
            @Nullable String bk,
            List<String> flags,
            Instant receivedAt,
            String jws,
            @Nullable Receipt receipt) {

        Signed {
            flags = List.copyOf(flags);
        }

        Signed with(Receipt sealed) {
            return new Signed(own, kid, type, at, run, active, cause, bk, flags, receivedAt, jws, sealed);
        }
    }

    /**
     * Where a reading stands in the day chain.
     *
     * @param batch the link
     * @param index its leaf
     * @param path hashes from the leaf to the root, base64url
     */
    record Receipt(long batch, int index, List<String> path) {

        Receipt {
            path = List.copyOf(path);
        }
    }
}
