package io.weiyi.metering.ingest;

import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What was refused: the first bytes, the hash of the whole, and why. */
@Singleton
class QuarantineRows {

    private static final int KEPT_BYTES_MAX = 65_536;

    private final Jdbi jdbi;

    QuarantineRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Keeps refused messages and counts them for their devices; the same bytes again for the same reason are one. */
    void insert(List<Message.Bad> refused) {
        jdbi.useHandle(handle -> refused.forEach(bad -> insert(handle, bad)));
    }

    private static void insert(Handle handle, Message.Bad bad) {
        byte[] start =
                bad.payload().length <= KEPT_BYTES_MAX ? bad.payload() : Arrays.copyOf(bad.payload(), KEPT_BYTES_MAX);
        int added = handle.createUpdate("""
                        INSERT INTO quarantine (device_id, received_at, topic, reason, seq, detail, size_bytes, sha256, payload)
                        VALUES (:device, :at, :topic, :reason, :seq, :detail, :size, :sha256, :payload)
                        ON CONFLICT (device_id, sha256, reason) DO NOTHING""")
                .bind("device", bad.device())
                .bind("at", bad.receivedAt())
                .bind("topic", bad.topic())
                .bind("reason", bad.reason().code())
                .bind("seq", bad.seq())
                .bind("detail", bad.detail())
                .bind("size", bad.payload().length)
                .bind("sha256", bad.sha256())
                .bind("payload", start)
                .execute();
        if (added == 1) {
            handle.execute("UPDATE device_head SET quarantined = quarantined + 1 WHERE device_id = ?", bad.device());
        }
    }
}
