package io.weiyi.voucher;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A file of a claim (佐证材料): for the whole claim, or for one charge of it. */
public record ClaimFile(
        long id,
        @Nullable Long chargeId,
        EvidenceType type,
        long blobId,
        String fileName,
        String mediaType,
        long sizeBytes,
        String sha256,
        String storedSha256,
        Instant uploadedAt) {}
