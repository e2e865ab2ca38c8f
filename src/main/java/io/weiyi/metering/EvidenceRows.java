package io.weiyi.metering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** The readings of sessions wherever they are: as they came, or packed. */
@ApplicationScoped
class EvidenceRows {

    private static final String COLUMNS = """
            SELECT seq, hash, prev, kid, type, at, coalesce(run_seconds, 0) AS run, coalesce(active_seconds, 0) AS active, cause, bk,
                   flags, received_at, jws, coalesce(sid = :sid, false) AND instrument_id = :instrument AS own,
                   type = 'marker' AND instrument_id = :instrument AS told
              FROM raw_reading WHERE device_id = :device
            """;

    private final Jdbi jdbi;
    private final ObjectMapper json;

    EvidenceRows(Jdbi jdbi, ObjectMapper json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /** A session within its device. */
    record Key(String device, UUID sid, long instrument) {}

    /**
     * The chain of the device from the reading before the session to the one after it, by seq. What is packed is taken from
     * there, so that a month of raw readings may be gone.
     */
    SortedMap<Long, EvidenceItem> chain(Key key) {
        SortedMap<Long, EvidenceItem> items = packed(key);
        Optional<Range> range = range(key);
        if (range.isPresent()) {
            long from = range.get().from();
            long until = range.get().until();
            items.putAll(
                    missing(items, raw(key, " AND seq BETWEEN :from AND :until ORDER BY seq", from - 1, until + 1)));
            boolean hole = until - from + 1 > items.subMap(from, until + 1).size();
            if (hole) {
                items.putAll(missing(
                        items,
                        raw(
                                key,
                                " AND type = 'marker' AND cause = 'gap' AND seq > :from AND from_seq <= :until AND to_seq >= :from",
                                from,
                                until)));
            }
            ends(items, from, until);
        }
        return items;
    }

    /** What lies before and after the session tells only where it is tied in. */
    private static void ends(SortedMap<Long, EvidenceItem> items, long from, long until) {
        items.replaceAll((seq, item) -> {
            boolean gap = item.signed() != null && "gap".equals(item.signed().cause());
            return (seq < from || seq > until) && !gap && !item.ofSession() ? item.asLink() : item;
        });
    }

    private static SortedMap<Long, EvidenceItem> missing(
            SortedMap<Long, EvidenceItem> known, List<EvidenceItem> found) {
        SortedMap<Long, EvidenceItem> missing = new TreeMap<>();
        found.stream().filter(item -> !known.containsKey(item.seq())).forEach(item -> missing.put(item.seq(), item));
        return missing;
    }

    private Optional<Range> range(Key key) {
        return jdbi.withHandle(handle -> bound(handle.createQuery("""
                                SELECT min(first), max(last) FROM (
                                    SELECT first_seq AS first, last_seq AS last FROM usage_session
                                     WHERE device_id = :device AND sid = :sid AND instrument_id = :instrument
                                    UNION ALL
                                    SELECT seq, seq FROM raw_reading
                                     WHERE device_id = :device AND sid = :sid AND instrument_id = :instrument) AS known
                                HAVING min(first) IS NOT NULL"""), key)
                .map((row, context) -> new Range(row.getLong(1), row.getLong(2)))
                .findOne());
    }

    private List<EvidenceItem> raw(Key key, String which, long from, long until) {
        return jdbi.withHandle(handle -> bound(handle.createQuery(COLUMNS + which), key)
                .bind("from", from)
                .bind("until", until)
                .map((row, context) -> item(row))
                .list());
    }

    private static EvidenceItem item(ResultSet row) throws SQLException {
        boolean own = row.getBoolean("own");
        EvidenceItem.Signed signed = !own && !row.getBoolean("told")
                ? null
                : new EvidenceItem.Signed(
                        own,
                        row.getString("kid"),
                        row.getString("type"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getLong("run"),
                        row.getLong("active"),
                        row.getString("cause"),
                        row.getString("bk"),
                        List.of((String[]) row.getArray("flags").getArray()),
                        row.getObject("received_at", OffsetDateTime.class).toInstant(),
                        row.getString("jws"),
                        null);
        return new EvidenceItem(row.getLong("seq"), row.getString("hash"), row.getString("prev"), signed);
    }

    /** What is packed of a session, by seq; where two packs have a place, the fuller one tells. */
    SortedMap<Long, EvidenceItem> packed(Key key) {
        List<byte[]> contents = jdbi.withHandle(handle ->
                bound(handle.createQuery("""
                                SELECT content FROM evidence_pack
                                 WHERE device_id = :device AND sid = :sid AND instrument_id = :instrument ORDER BY no"""), key).mapTo(byte[].class).list());
        SortedMap<Long, EvidenceItem> items = new TreeMap<>();
        for (byte[] content : contents) {
            unpack(content).forEach(item -> items.merge(item.seq(), item, (a, b) -> a.signed() == null ? b : a));
        }
        return items;
    }

    /** Packs items under the next number. */
    void pack(Key key, Collection<EvidenceItem> items, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO evidence_pack (device_id, sid, instrument_id, no, seqs, packed_at, content)
                        SELECT :device, :sid, :instrument, coalesce(max(no), 0) + 1, :seqs, :now::timestamptz, :content
                          FROM evidence_pack WHERE device_id = :device AND sid = :sid AND instrument_id = :instrument""")
                .bind("device", key.device())
                .bind("sid", key.sid())
                .bind("instrument", key.instrument())
                .bindArray(
                        "seqs",
                        Long.class,
                        items.stream()
                                .filter(EvidenceItem::ofSession)
                                .map(EvidenceItem::seq)
                                .toArray())
                .bind("now", now)
                .bind("content", compressed(items))
                .execute());
    }

    private static Query bound(Query query, Key key) {
        return query.bind("device", key.device()).bind("sid", key.sid()).bind("instrument", key.instrument());
    }

    private byte[] compressed(Collection<EvidenceItem> items) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(json.writeValueAsBytes(items));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private List<EvidenceItem> unpack(byte[] content) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return json.readValue(gzip.readAllBytes(), new TypeReference<List<EvidenceItem>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a pack is not what was packed", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a pack cannot be opened", e);
        }
    }

    private record Range(long from, long until) {}
}
