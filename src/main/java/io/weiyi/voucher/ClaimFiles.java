package io.weiyi.voucher;

import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.blob.Upload;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Files of claims (佐证材料) and what the system itself knows in their place. */
@ApplicationScoped
class ClaimFiles {

    private final Jdbi jdbi;
    private final BlobStore blobs;
    private final RulePacks packs;

    ClaimFiles(Jdbi jdbi, BlobStore blobs, RulePacks packs) {
        this.jdbi = jdbi;
        this.blobs = blobs;
        this.packs = packs;
    }

    long add(ClaimInfo claim, @Nullable Long chargeId, EvidenceType type, Upload file, long personId, Instant now) {
        long blob = blobs.put(file.content(), file.type().mediaType(), file.fileName(), personId);
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO claim_evidence (claim_id, charge_id, organisation_id, type, blob_id, sha256, uploaded_by, uploaded_at)
                        VALUES (:claim, :charge, :organisation, :type, :blob, :hash, :by, :now) RETURNING id""")
                .bind("claim", claim.id())
                .bind("charge", chargeId)
                .bind("organisation", claim.applicantId())
                .bind("type", type.name())
                .bind("blob", blob)
                .bind("hash", sha256(file.content()))
                .bind("by", personId)
                .bind("now", now)
                .mapTo(Long.class)
                .one());
    }

    /** The files of a claim: those for all of it, and those of the charges it claims. */
    List<ClaimFile> of(ClaimInfo claim) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT e.id, e.charge_id, e.type, e.blob_id, b.file_name, b.media_type, b.size_bytes, e.sha256, b.sha256,
                               e.uploaded_at
                          FROM claim_evidence e JOIN blob b ON b.id = e.blob_id
                         WHERE e.claim_id = :claim
                            OR (e.claim_id IS NULL AND e.organisation_id = :firm AND e.charge_id = ANY (:charges))
                         ORDER BY e.id""")
                .bind("claim", claim.id())
                .bind("firm", claim.applicantId())
                .bindArray(
                        "charges",
                        Long.class,
                        claim.lines().stream().map(ClaimInfo.Line::chargeId).toArray())
                .map((row, context) -> new ClaimFile(
                        row.getLong(1),
                        row.getObject(2, Long.class),
                        EvidenceType.valueOf(row.getString(3)),
                        row.getLong(4),
                        row.getString(5),
                        row.getString(6),
                        row.getLong(7),
                        row.getString(8),
                        row.getString(9),
                        ClaimRows.instant(row, "uploaded_at")))
                .list());
    }

    Optional<BlobStore.Blob> content(ClaimInfo claim, long fileId) {
        return of(claim).stream()
                .filter(file -> file.id() == fileId)
                .findFirst()
                .flatMap(file -> blobs.get(file.blobId()));
    }

    /** Whether the stored bytes are still those that were handed in. */
    boolean intact(ClaimFile file) {
        if (!file.sha256().equals(file.storedSha256())) {
            return false;
        }
        try {
            return blobs.get(file.blobId())
                    .filter(blob -> sha256(blob.content()).equals(file.sha256()))
                    .isPresent();
        } catch (java.io.UncheckedIOException e) {
            return false;
        }
    }

    /** What mandatory evidence each line still lacks; what the system knows itself nobody needs to bring. */
    List<MissingItem> missing(ClaimInfo claim, Map<Long, ChargeFacts> charges, List<ClaimFile> files) {
        List<MissingItem> missing = new ArrayList<>();
        for (ClaimInfo.Line line : claim.lines()) {
            ChargeFacts charge = Objects.requireNonNull(charges.get(line.chargeId()));
            RulePack pack = packs.get(line.packCode(), line.packVersion());
            for (EvidenceType type : pack.mandatoryEvidence()) {
                boolean there = known(type, charge)
                        || files.stream()
                                .anyMatch(file -> file.type() == type
                                        && (file.chargeId() == null || file.chargeId() == line.chargeId()));
                if (!there) {
                    missing.add(new MissingItem(line.id(), type));
                }
            }
        }
        return missing;
    }

    static boolean known(EvidenceType type, ChargeFacts charge) {
        return switch (type) {
            case BOOKING -> true;
            case INVOICE -> !charge.invoices().isEmpty();
            case PAYMENT_PROOF -> !charge.payments().isEmpty();
            case USE_RECORD -> !charge.sessions().isEmpty() || "SAMPLE_ORDER".equals(charge.subjectKind());
            case RESULT_REPORT -> charge.reportNumber() != null;
            default -> false;
        };
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String types() {
        return java.util.Arrays.stream(EvidenceType.values()).map(Enum::name).collect(Collectors.joining(", "));
    }
}
