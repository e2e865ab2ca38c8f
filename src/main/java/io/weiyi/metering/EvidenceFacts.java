package io.weiyi.metering;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What the server says about a session beside its readings: figures, names, booking, charge, certificates. */
@ApplicationScoped
class EvidenceFacts {

    private static final String SESSION = """
            SELECT u.id, u.sid, u.part, u.instrument_id, u.device_id, u.booking_id, u.started_at, u.ended_at, u.run_seconds,
                   u.active_seconds, u.idle_seconds, u.source, u.status, u.verification, u.flags, u.base_run_seconds,
                   u.base_active_seconds, u.first_seq, u.last_seq, u.closed_at, u.corrects_id, u.dispute_id,
                   i.inner_id, i.name_zh, i.name_en, o.name_zh AS owner_zh, o.code AS owner_code,
                   b.starts_at, b.ends_before, b.status AS booking_status, f.name_zh AS firm_zh, f.code AS firm_code,
                   c.id AS charge_id, c.total_fen, c.status AS charge_status
              FROM usage_session u JOIN instrument i ON i.id = u.instrument_id JOIN organisation o ON o.id = i.owner_id
              LEFT JOIN booking b ON b.id = u.booking_id LEFT JOIN organisation f ON f.id = b.organisation_id
              LEFT JOIN charge c ON c.live AND c.subject_kind = 'BOOKING' AND c.subject_id = u.booking_id
             WHERE u.id = :id
            """;

    private final Jdbi jdbi;

    EvidenceFacts(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Facts of(long session) {
        return jdbi.withHandle(handle -> handle.createQuery(SESSION)
                .bind("id", session)
                .map((row, context) -> facts(row))
                .one());
    }

    private static Facts facts(ResultSet row) throws SQLException {
        String device = row.getString("device_id");
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("session", session(row));
        all.put(
                "instrument",
                ordered(
                        "id", row.getString("instrument_id"),
                        "innerId", row.getString("inner_id"),
                        "nameZh", row.getString("name_zh"),
                        "nameEn", row.getString("name_en")));
        all.put("owner", ordered("name", row.getString("owner_zh"), "code", row.getString("owner_code")));
        if (row.getString("booking_id") != null) {
            all.put(
                    "booking",
                    ordered(
                            "id", row.getString("booking_id"),
                            "startsAt", time(row, "starts_at"),
                            "endsBefore", time(row, "ends_before"),
                            "status", row.getString("booking_status"),
                            "firm", row.getString("firm_zh"),
                            "firmCode", row.getString("firm_code")));
        }
        if (row.getString("charge_id") != null) {
            all.put(
                    "charge",
                    ordered(
                            "id", row.getString("charge_id"),
                            "totalFen", row.getLong("total_fen"),
                            "status", row.getString("charge_status")));
        }
        return new Facts(
                device == null
                        ? null
                        : new EvidenceRows.Key(device, row.getObject("sid", UUID.class), row.getLong("instrument_id")),
                row.getObject("first_seq", Long.class),
                row.getObject("last_seq", Long.class),
                row.getInt("part"),
                row.getString("source"),
                all);
    }

    private static Map<String, Object> session(ResultSet row) throws SQLException {
        Map<String, Object> session = new LinkedHashMap<>();
        session.put("id", row.getString("id"));
        session.put("sid", row.getString("sid"));
        session.put("part", row.getInt("part"));
        session.put("instrumentId", row.getString("instrument_id"));
        session.put("deviceId", row.getString("device_id"));
        session.put("bookingId", row.getString("booking_id"));
        session.put("startedAt", time(row, "started_at"));
        session.put("endedAt", time(row, "ended_at"));
        session.put("runSeconds", row.getLong("run_seconds"));
        session.put("activeSeconds", row.getLong("active_seconds"));
        session.put("idleSeconds", row.getLong("idle_seconds"));
        session.put("source", row.getString("source"));
        session.put("status", row.getString("status"));
        session.put("verification", row.getString("verification"));
        session.put("flags", List.of((String[]) row.getArray("flags").getArray()));
        session.put("baseRunSeconds", row.getLong("base_run_seconds"));
        session.put("baseActiveSeconds", row.getLong("base_active_seconds"));
        session.put("firstSeq", row.getObject("first_seq", Long.class));
        session.put("lastSeq", row.getObject("last_seq", Long.class));
        session.put("closedAt", time(row, "closed_at"));
        session.put("correctsId", row.getString("corrects_id"));
        session.put("decidedInDispute", row.getString("dispute_id"));
        return session;
    }

    /** The certificates under these kids, with the moment their device lost its right to report, if it did. */
    List<Certificate> certificates(List<String> kids) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT c.kid, c.device_id, c.der, c.not_before, c.not_after, c.issued_at, d.revoked_at
                          FROM device_certificate c JOIN device d ON d.id = c.device_id WHERE c.kid = ANY (:kids)
                         ORDER BY c.issued_at, c.kid""")
                .bindArray("kids", String.class, kids.toArray())
                .map((row, context) -> new Certificate(
                        row.getString("kid"),
                        row.getBytes("der"),
                        ordered(
                                "kid", row.getString("kid"),
                                "deviceId", row.getString("device_id"),
                                "notBefore", time(row, "not_before"),
                                "notAfter", time(row, "not_after"),
                                "issuedAt", time(row, "issued_at"),
                                "revokedAt", time(row, "revoked_at"))))
                .list());
    }

    private static @Nullable String time(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : ReceiptLeaf.text(value.toInstant());
    }

    private static Map<String, Object> ordered(@Nullable Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }

    /**
     * @param key null when no device metered it
     * @param firstSeq of the part, null when no device metered it
     * @param all what the summary tells
     */
    record Facts(
            EvidenceRows.@Nullable Key key,
            @Nullable Long firstSeq,
            @Nullable Long lastSeq,
            int part,
            String source,
            Map<String, Object> all) {}

    /** A device's certificate as the file lists it. */
    record Certificate(String kid, byte[] der, Map<String, Object> listed) {}
}
