package io.weiyi.metering.ingest;

import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What was refused: the first bytes, the hash of the whole, and why. */
@Singleton
class QuarantineRows {

    /** So much goes to the database in one statement. */
    private static final int STATEMENT_BYTES_MAX = 4 * 1024 * 1024;

    private static final String INSERT = """
            WITH added AS (
                INSERT INTO quarantine (device_id, received_at, topic, reason, seq, detail, size_bytes, sha256, payload)
                SELECT device, at::timestamptz, topic, reason, seq, detail, size, sha256, decode(payload, 'base64')
                  FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::text[])
                       AS r (device, at, topic, reason, seq, detail, size, sha256, payload)
                ON CONFLICT (device_id, sha256, reason) DO NOTHING
                RETURNING device_id)
            UPDATE device_head h SET quarantined = h.quarantined + n.added
              FROM (SELECT device_id, count(*) AS added FROM added GROUP BY device_id) AS n
             WHERE h.device_id = n.device_id
            """;

    private final Jdbi jdbi;

    QuarantineRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Keeps refused messages and counts them for their devices; the same bytes again for the same reason are one. */
    void insert(List<Message.Bad> refused) {
        if (refused.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> {
            List<Message.Bad> some = new ArrayList<>();
            int bytes = 0;
            for (Message.Bad bad : refused) {
                if (bytes + bad.start().length > STATEMENT_BYTES_MAX) {
                    insert(handle, some);
                    some.clear();
                    bytes = 0;
                }
                some.add(bad);
                bytes += bad.start().length;
            }
            insert(handle, some);
        });
    }

    private static void insert(Handle handle, List<Message.Bad> refused) {
        try (PreparedStatement insert = handle.getConnection().prepareStatement(INSERT)) {
            ArrayBinder<Message.Bad> columns = new ArrayBinder<>(insert, refused);
            columns.text(Message.Bad::device);
            columns.text(bad -> bad.receivedAt().toString());
            columns.text(Message.Bad::topic);
            columns.text(bad -> bad.reason().code());
            columns.number(Message.Bad::seq);
            columns.text(Message.Bad::detail);
            columns.number(bad -> (long) bad.sizeBytes());
            columns.text(Message.Bad::sha256);
            columns.text(bad -> Base64.getEncoder().encodeToString(bad.start()));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("what was refused could not be kept", e);
        }
    }
}
