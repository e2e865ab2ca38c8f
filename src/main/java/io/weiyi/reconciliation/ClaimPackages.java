package io.weiyi.reconciliation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.weiyi.billing.Settlement;
import io.weiyi.billing.Settlements;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.Evidence;
import io.weiyi.metering.SessionInfo;
import io.weiyi.voucher.ClaimFile;
import io.weiyi.voucher.ClaimInfo;
import io.weiyi.voucher.ClaimRecord;
import io.weiyi.voucher.Claims;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jdbi.v3.core.Jdbi;

/**
 * A claim as one package (申请档案包) for auditors and archives: an index, the files as they are stored, the checks as they were
 * kept, history, for officials the audit entries, charges, payments, and the evidence files of the use behind it. {@code SHA256SUMS} has the
 * hash of each file in it, in the form that {@code sha256sum -c} reads.
 */
@ApplicationScoped
public class ClaimPackages {

    private static final LocalDateTime NO_TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final Claims claims;
    private final Settlements settlements;
    private final Evidence evidence;
    private final CurrentCaller callers;
    private final Audit audit;
    private final Jdbi jdbi;
    private final ObjectMapper json;

    ClaimPackages(
            Claims claims,
            Settlements settlements,
            Evidence evidence,
            CurrentCaller callers,
            Audit audit,
            Jdbi jdbi,
            ObjectMapper json) {
        this.claims = claims;
        this.settlements = settlements;
        this.evidence = evidence;
        this.callers = callers;
        this.audit = audit;
        this.jdbi = jdbi;
        this.json = json;
    }

    /**
     * The package of a claim the caller may see; that it was taken is itself an audit entry. Audit entries name officials and
     * where they signed in from, so only who sees all organisations gets them. Files are read and packed outside of any
     * transaction, for they may be many.
     *
     * @throws Problem 404 where the claim, or use behind it, is not the caller's to see
     */
    public byte[] of(long claimId) {
        ClaimRecord record = claims.get(claimId);
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("checks.json", json(record.checks()));
        parts.put("history.json", json(record.history()));
        if (callers.get().seesAll()) {
            parts.put("audit.json", json(entries(claimId)));
        }
        parts.put("payments.json", json(payments(claimId)));
        SortedSet<Long> sessions = new TreeSet<>();
        for (ClaimInfo.Line line : record.claim().lines()) {
            Settlement charge = settlements.of(line.chargeId()).orElseThrow(Problem::notFound);
            parts.put("charges/" + line.chargeId() + ".json", json(charge));
            charge.sessions().stream().map(SessionInfo::id).forEach(sessions::add);
        }
        for (long session : sessions) {
            parts.put(
                    "readings/session-" + session + ".zip",
                    evidence.of(callers.get(), session).content());
        }
        for (ClaimFile file : record.files()) {
            BlobStore.Blob blob = claims.file(claimId, file.id());
            parts.put("files/" + file.id() + "-" + plain(file.fileName()), blob.content());
        }
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("claim", record.claim());
        index.put("files", record.files());
        index.put("missing", record.missing());
        index.put("parts", List.copyOf(parts.keySet()));
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("index.json", json(index));
        all.putAll(parts);
        byte[] packed = zip(all);
        QuarkusTransaction.requiringNew()
                .run(() -> audit.record(
                        "claim.package",
                        "claim",
                        Long.toString(claimId),
                        record.claim().applicantId(),
                        Map.of("parts", all.size())));
        return packed;
    }

    private List<Map<String, Object>> entries(long claimId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, actor, origin, action,
                               detail::text AS detail
                          FROM audit_entry WHERE subject_kind = 'claim' AND subject_id = :claim ORDER BY id""")
                .bind("claim", Long.toString(claimId))
                .mapToMap()
                .list());
    }

    /** Payments without the whole number of the account, which only whoever pays needs. */
    private List<Map<String, Object>> payments(long claimId) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        SELECT i.batch_id, i.no, i.payee, '****' || right(i.account, 4) AS account, i.bank, i.amount_fen, i.status
                          FROM payout_item i WHERE i.claim_id = :claim ORDER BY i.id""").bind("claim", claimId).mapToMap().list());
    }

    /** A name that is only a name on every system. */
    private static String plain(String name) {
        String kept = name.replaceAll("[^\\p{IsHan}A-Za-z0-9._-]", "_").replaceAll("\\.{2,}", ".");
        return Optional.of(kept).filter(text -> !text.isBlank()).orElse("file");
    }

    private byte[] json(Object value) {
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records and maps are always JSON", e);
        }
    }

    private static byte[] zip(Map<String, byte[]> parts) {
        StringBuilder sums = new StringBuilder();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                put(out, part.getKey(), part.getValue());
                sums.append(BlobStore.sha256(part.getValue()))
                        .append("  ")
                        .append(part.getKey())
                        .append('\n');
            }
            put(out, "SHA256SUMS", sums.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("a zip in memory could not be written", e);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }
}
