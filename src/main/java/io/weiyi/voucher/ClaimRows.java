package io.weiyi.voucher;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Claims and their lines in plain SQL. */
@ApplicationScoped
class ClaimRows {

    static final String SELECT = """
            SELECT c.id, c.applicant_id, o.name_zh, o.name_en, c.area_id, a.name_zh AS area_zh, a.name_en AS area_en, c.status,
                   c.estimated_fen, c.subsidy_fen, c.rounds, c.created_at, c.submitted_at, c.status_since, c.due_at, c.version
              FROM claim c JOIN organisation o ON o.id = c.applicant_id JOIN area a ON a.id = c.area_id
            """;

    private static final String LINES = """
            SELECT l.id, l.claim_id, l.no, l.charge_id, l.provider_id, o.name_zh, o.name_en, l.service, l.service_date, l.allocated_fen,
                   l.invoice_key, l.pack_code, l.pack_version, l.estimated_fen, l.subsidy_fen, l.reasons
              FROM claim_line l JOIN organisation o ON o.id = l.provider_id
             WHERE l.claim_id = ANY (:claims) AND NOT l.dropped ORDER BY l.claim_id, l.no
            """;

    private final Jdbi jdbi;

    ClaimRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Optional<ClaimInfo> find(long id) {
        return jdbi
                .withHandle(handle -> withLines(handle.createQuery(SELECT + "WHERE c.id = :id")
                        .bind("id", id)
                        .map((row, context) -> claim(row))
                        .list()))
                .stream()
                .findFirst();
    }

    /** The claim, held until the end of the transaction, so that two decisions follow each other. */
    Optional<ClaimInfo> locked(long id) {
        jdbi.useHandle(handle -> handle.createQuery("SELECT id FROM claim WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", id)
                .mapTo(Long.class)
                .findOne());
        return find(id);
    }

    List<ClaimInfo> withLines(List<ClaimInfo> claims) {
        Map<Long, List<ClaimInfo.Line>> lines =
                lines(claims.stream().map(ClaimInfo::id).collect(Collectors.toSet()));
        return claims.stream()
                .map(claim -> claim.withLines(lines.getOrDefault(claim.id(), List.of())))
                .toList();
    }

    private Map<Long, List<ClaimInfo.Line>> lines(Collection<Long> claims) {
        return jdbi
                .withHandle(handle -> handle.createQuery(LINES)
                        .bindArray("claims", Long.class, claims.toArray())
                        .map((row, context) -> line(row))
                        .list())
                .stream()
                .collect(Collectors.groupingBy(ClaimInfo.Line::claimId));
    }

    long insert(long applicantId, long areaId, @Nullable Long by, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO claim (applicant_id, area_id, status, created_by, created_at, status_since)
                        VALUES (:applicant, :area, 'DRAFT', :by, :now, :now) RETURNING id""")
                .bind("applicant", applicantId)
                .bind("area", areaId)
                .bind("by", by)
                .bind("now", now)
                .mapTo(Long.class)
                .one());
    }

    /**
     * A line as asked for.
     *
     * @param invoiceKey null while no invoice is known
     */
    record NewLine(
            ChargeFacts charge,
            Service service,
            long allocatedFen,
            @Nullable String invoiceKey,
            RulePack pack) {}

    /** Makes the claim's lines these; a line of a charge that stays keeps its id, so that its evidence stays with it. */
    void replaceLines(long claimId, List<NewLine> lines) {
        jdbi.useHandle(handle -> {
            handle.createUpdate("""
                            UPDATE claim_line SET live = false, dropped = true
                             WHERE claim_id = :claim AND NOT dropped AND charge_id <> ALL (:charges)""")
                    .bind("claim", claimId)
                    .bindArray(
                            "charges",
                            Long.class,
                            lines.stream().map(l -> l.charge().chargeId()).toArray())
                    .execute();
            int no = 0;
            for (NewLine line : lines) {
                no++;
                int changed = handle.createUpdate("""
                                UPDATE claim_line SET no = :no, service = :service, allocated_fen = :allocated, invoice_key = :invoice,
                                       service_date = :date, pack_code = :pack, pack_version = :version, estimated_fen = 0
                                 WHERE claim_id = :claim AND charge_id = :charge AND NOT dropped""")
                        .bindMap(values(claimId, no, line))
                        .bind("invoice", line.invoiceKey())
                        .execute();
                if (changed == 0) {
                    handle.createUpdate("""
                                    INSERT INTO claim_line (claim_id, no, charge_id, provider_id, service, service_date, allocated_fen,
                                        invoice_key, pack_code, pack_version)
                                    VALUES (:claim, :no, :charge, :provider, :service, :date, :allocated, :invoice, :pack, :version)""")
                            .bindMap(values(claimId, no, line))
                            .bind("invoice", line.invoiceKey())
                            .execute();
                }
            }
        });
    }

    private static Map<String, Object> values(long claimId, int no, NewLine line) {
        return Map.of(
                "claim", claimId,
                "no", no,
                "charge", line.charge().chargeId(),
                "provider", line.charge().providerId(),
                "service", line.service().name(),
                "date", line.charge().serviceDate(),
                "allocated", line.allocatedFen(),
                "pack", line.pack().id(),
                "version", line.pack().version());
    }

    /** What the claim would get by now, line by line. */
    void estimate(long claimId, List<Awarded> lines) {
        jdbi.useHandle(handle -> {
            for (Awarded line : lines) {
                handle.createUpdate("UPDATE claim_line SET estimated_fen = :fen, reasons = :reasons WHERE id = :id")
                        .bind("fen", line.subsidyFen())
                        .bindArray("reasons", String.class, line.reasonCodes().toArray())
                        .bind("id", line.lineId())
                        .execute();
            }
            handle.createUpdate("UPDATE claim SET estimated_fen = :fen WHERE id = :id")
                    .bind("fen", lines.stream().mapToLong(Awarded::subsidyFen).sum())
                    .bind("id", claimId)
                    .execute();
        });
    }

    /** A new version of the claim in this state. */
    void status(long claimId, ClaimStatus status, @Nullable Instant dueAt, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE claim SET status = :status, status_since = :now, due_at = :due, version = version + 1,
                               submitted_at = CASE WHEN :status = 'SUBMITTED' THEN :now ELSE submitted_at END
                         WHERE id = :id""")
                .bind("status", status.name())
                .bind("now", now)
                .bind("due", dueAt)
                .bind("id", claimId)
                .execute());
    }

    /** The lines changed, and with them the version. */
    void touch(long claimId) {
        jdbi.useHandle(handle -> handle.createUpdate("UPDATE claim SET version = version + 1 WHERE id = :id")
                .bind("id", claimId)
                .execute());
    }

    /** A withdrawn claim lets go of its charges and invoices. */
    void letGo(long claimId) {
        jdbi.useHandle(handle -> {
            handle.execute("UPDATE claim_line SET live = false WHERE claim_id = ? AND live", claimId);
            handle.execute("UPDATE claim_invoice SET live = false WHERE claim_id = ? AND live", claimId);
        });
    }

    /** Takes the invoices of the claim's lines; the database refuses one that another claim has. */
    void takeInvoices(long claimId, Collection<String> keys) {
        jdbi.useHandle(handle -> {
            Object[] sorted = keys.stream().sorted().distinct().toArray();
            handle.createUpdate(
                            "UPDATE claim_invoice SET live = false WHERE claim_id = :claim AND live AND invoice_key <> ALL (:keys)")
                    .bind("claim", claimId)
                    .bindArray("keys", String.class, sorted)
                    .execute();
            handle.createUpdate("""
                            INSERT INTO claim_invoice (claim_id, invoice_key)
                            SELECT :claim, k FROM unnest(:keys) AS k
                             WHERE NOT EXISTS (SELECT 1 FROM claim_invoice i WHERE i.claim_id = :claim AND i.invoice_key = k AND i.live)""")
                    .bind("claim", claimId)
                    .bindArray("keys", String.class, sorted)
                    .execute();
        });
    }

    /** Invoices of these that another claim holds, with that claim. */
    Map<String, Long> invoicesElsewhere(long claimId, Collection<String> keys) {
        return jdbi.withHandle(handle -> handle
                .createQuery(
                        "SELECT invoice_key, claim_id FROM claim_invoice WHERE live AND claim_id <> :claim AND invoice_key = ANY (:keys)")
                .bind("claim", claimId)
                .bindArray("keys", String.class, keys.toArray())
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Notes a provider's word for the claim as it stands; true once every provider of its lines has given it. */
    boolean confirm(ClaimInfo claim, Collection<Long> providers, long personId, Instant now) {
        return jdbi.withHandle(handle -> {
            for (Long provider : providers) {
                handle.createUpdate("""
                                INSERT INTO claim_confirmation (claim_id, provider_id, version, person_id, at)
                                VALUES (:claim, :provider, :version, :person, :now) ON CONFLICT DO NOTHING""")
                        .bind("claim", claim.id())
                        .bind("provider", provider)
                        .bind("version", claim.version())
                        .bind("person", personId)
                        .bind("now", now)
                        .execute();
            }
            return handle.createQuery("""
                            SELECT NOT EXISTS (SELECT 1 FROM claim_line l WHERE l.claim_id = :claim AND NOT l.dropped
                                AND NOT EXISTS (SELECT 1 FROM claim_confirmation f WHERE f.claim_id = l.claim_id
                                    AND f.provider_id = l.provider_id AND f.version = :version))""")
                    .bind("claim", claim.id())
                    .bind("version", claim.version())
                    .mapTo(Boolean.class)
                    .one();
        });
    }

    static ClaimInfo claim(ResultSet row) throws SQLException {
        return new ClaimInfo(
                row.getLong("id"),
                row.getLong("applicant_id"),
                row.getString("name_zh"),
                row.getString("name_en"),
                row.getLong("area_id"),
                row.getString("area_zh"),
                row.getString("area_en"),
                ClaimStatus.valueOf(row.getString("status")),
                row.getLong("estimated_fen"),
                row.getObject("subsidy_fen", Long.class),
                row.getInt("rounds"),
                instant(row, "created_at"),
                optional(row, "submitted_at"),
                instant(row, "status_since"),
                optional(row, "due_at"),
                row.getInt("version"),
                List.of());
    }

    private static ClaimInfo.Line line(ResultSet row) throws SQLException {
        String[] reasons = (String[]) row.getArray("reasons").getArray();
        return new ClaimInfo.Line(
                row.getLong("id"),
                row.getLong("claim_id"),
                row.getInt("no"),
                row.getLong("charge_id"),
                row.getLong("provider_id"),
                row.getString("name_zh"),
                row.getString("name_en"),
                Service.valueOf(row.getString("service")),
                row.getObject("service_date", LocalDate.class),
                row.getLong("allocated_fen"),
                row.getString("invoice_key"),
                row.getString("pack_code"),
                row.getInt("pack_version"),
                row.getLong("estimated_fen"),
                row.getObject("subsidy_fen", Long.class),
                Arrays.asList(reasons));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant optional(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }
}
