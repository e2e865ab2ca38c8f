package io.weiyi.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that was refused (隔离区), without its bytes.
 *
 * @param reason bad-signature, wrong-device, malformed, too-big, seq-conflict or revoked
 * @param seq null when unreadable
 * @param detail what exactly was wrong, for a person
 */
public record QuarantinedInfo(
        long id,
        String deviceId,
        Instant receivedAt,
        String reason,
        @Nullable Long seq,
        String detail,
        long sizeBytes) {}
