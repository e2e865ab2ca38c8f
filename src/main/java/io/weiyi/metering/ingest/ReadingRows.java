package io.weiyi.metering.ingest;

import io.weiyi.metering.Reading;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The facts themselves: signed readings as they came, in partitions by month of receipt. */
@Singleton
class ReadingRows {

    /** An agent on the line has at most 500 in flight, but the file of one may bring any number behind a hole. */
    private static final int PAGE = 2_000;

    private static final String SELECT = """
            SELECT device_id, instrument_id, seq, hash, prev, kid, boot, ts, mono_ms, off_ms, type, sid, run_seconds,
                   active_seconds, probe, bk, cause, from_seq, to_seq, jws
              FROM raw_reading WHERE device_id = :device AND seq > :from
            """;

    private static final String INSERT = """
            INSERT INTO raw_reading (received_at, device_id, seq, hash, prev, kid, instrument_id, type, sid, boot, ts, mono_ms,
                off_ms, at, run_seconds, active_seconds, idle_seconds, probe, bk, cause, from_seq, to_seq, flags, jws)
            SELECT r::timestamptz, d, s, h, p, k, i, t, sid::uuid, boot::uuid, ts::timestamptz, mono,
                off, at::timestamptz, run, active, idle, probe, bk, cause, f, u, string_to_array(flags, ','), jws
              FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[],
                          ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[],
                          ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])
                   AS x (r, d, s, h, p, k, i, t, sid, boot, ts, mono, off, at, run, active, idle, probe, bk, cause, f, u, flags, jws)
            """;

    private final Jdbi jdbi;
    private volatile @Nullable YearMonth ensured;

    ReadingRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Inserts readings by one statement whatever their number: each column is an array. */
    void insert(List<Fresh> rows) {
        if (rows.isEmpty()) {
            return;
        }
        rows.stream()
                .map(row -> YearMonth.from(row.receivedAt().atOffset(ZoneOffset.UTC)))
                .distinct()
                .forEach(this::ensureMonth);
        jdbi.useHandle(handle -> {
            try (PreparedStatement insert = handle.getConnection().prepareStatement(INSERT)) {
                Columns.bindAll(new ArrayBinder<>(insert, rows));
                insert.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException("the readings could not be inserted", e);
            }
        });
    }

    private void ensureMonth(YearMonth month) {
        if (!month.equals(ensured)) {
            jdbi.useHandle(handle -> handle.createQuery("SELECT raw_reading_ensure_month(:moment)::text")
                    .bind("moment", month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC))
                    .mapTo(String.class)
                    .list());
            ensured = month;
        }
    }

    /** A rolled back transaction may have taken a new partition with it. */
    void forgetMonth() {
        ensured = null;
    }

    /** The hashes of committed readings of a device under these seqs. */
    Map<Long, String> hashes(String device, Collection<Long> seqs) {
        Map<Long, String> hashes = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(
                        "SELECT seq, hash FROM raw_reading WHERE device_id = :device AND seq = ANY (:seqs)")
                .bind("device", device)
                .bindArray("seqs", Long.class, seqs.toArray())
                .map((row, context) -> hashes.put(row.getLong(1), row.getString(2)))
                .list());
        return hashes;
    }

    /** A page of the committed readings above a device's head, in order, from a seq on. */
    HeadWalk.Waiting waiting(DeviceHead head, long from) {
        if (head.maxSeq() <= from) {
            return HeadWalk.Waiting.all(List.of());
        }
        List<Reading> page = ahead(head, from, "ORDER BY seq LIMIT " + PAGE);
        if (page.size() < PAGE) {
            return HeadWalk.Waiting.all(page);
        }
        long last = page.get(page.size() - 1).seq();
        return new HeadWalk.Waiting(
                page, ahead(head, last, "AND type = 'marker' AND cause = 'gap' ORDER BY seq"), last);
    }

    private List<Reading> ahead(DeviceHead head, long from, String which) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + which)
                .bind("device", head.device())
                .bind("from", from)
                .map((row, context) -> reading(row))
                .list());
    }

    private static Reading reading(ResultSet row) throws SQLException {
        return new Reading(
                row.getString("device_id"),
                row.getLong("instrument_id"),
                row.getLong("seq"),
                row.getString("hash"),
                row.getString("prev"),
                row.getString("kid"),
                row.getObject("boot", UUID.class),
                row.getObject("ts", OffsetDateTime.class).toInstant(),
                row.getLong("mono_ms"),
                row.getObject("off_ms", Long.class),
                Objects.requireNonNull(Reading.Type.of(row.getString("type"))),
                row.getObject("sid", UUID.class),
                row.getLong("run_seconds"),
                row.getLong("active_seconds"),
                row.getString("probe"),
                row.getString("bk"),
                row.getString("cause"),
                row.getObject("from_seq", Long.class),
                row.getObject("to_seq", Long.class),
                row.getString("jws"));
    }

    /** A reading to be committed. */
    record Fresh(Reading reading, Instant receivedAt, SortedSet<String> flags) {}

    /** Binds one array for each column of {@link #INSERT}, in its order. */
    private static final class Columns {

        private Columns() {}

        static void bindAll(ArrayBinder<Fresh> columns) throws SQLException {
            columns.text(row -> row.receivedAt().toString());
            columns.text(row -> row.reading().device());
            columns.number(row -> row.reading().seq());
            columns.text(row -> row.reading().hash());
            columns.text(row -> row.reading().prev());
            columns.text(row -> row.reading().kid());
            columns.number(row -> row.reading().instrumentId());
            columns.text(row -> row.reading().type().claim());
            columns.text(row -> Objects.toString(row.reading().sid(), null));
            columns.text(row -> row.reading().boot().toString());
            columns.text(row -> row.reading().ts().toString());
            columns.number(row -> row.reading().monoMs());
            columns.number(row -> row.reading().offMs());
            columns.text(row -> row.reading().at().toString());
            columns.number(row -> row.reading().run());
            columns.number(row -> row.reading().active());
            columns.number(row -> row.reading().idle());
            columns.text(row -> row.reading().probe());
            columns.text(row -> row.reading().booking());
            columns.text(row -> row.reading().cause());
            columns.number(row -> row.reading().fromSeq());
            columns.number(row -> row.reading().toSeq());
            columns.text(row -> String.join(",", row.flags()));
            columns.text(row -> row.reading().jws());
        }
    }
}
