package io.weiyi.metering.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a device's readings stand.
 *
 * @param lastSeq each seq up to here is committed or declared lost by a signed gap; what the ack says
 * @param lastHash hash of the reading at lastSeq
 * @param maxSeq the highest committed seq
 * @param appliedSeq up to where readings have gone into sessions
 * @param holeSince since when a reading is missing between lastSeq and maxSeq
 * @param lastBoot the agent start that was seen last
 * @param bootSince time of its first reading
 * @param seenBoots the latest agent starts, oldest first
 * @param coveredUntil up to when the readings are complete
 * @param lastAt time of the reading at lastSeq
 */
record DeviceHead(
        String device,
        long lastSeq,
        String lastHash,
        long maxSeq,
        long appliedSeq,
        @Nullable Instant holeSince,
        @Nullable UUID lastBoot,
        @Nullable Instant bootSince,
        List<UUID> seenBoots,
        @Nullable Instant coveredUntil,
        @Nullable Instant lastAt) {

    private static final int BOOTS_MAX = 100;

    DeviceHead {
        seenBoots = List.copyOf(seenBoots);
    }

    static DeviceHead fresh(String device) {
        return new DeviceHead(device, 0, "", 0, 0, null, null, null, List.of(), null, null);
    }

    DeviceHead withHead(long seq, String hash, Instant at, Instant receivedAt) {
        // A device whose clock runs ahead must not cover time that has not been yet.
        Instant covers = at.isBefore(receivedAt) ? at : receivedAt;
        Instant covered = coveredUntil != null && coveredUntil.isAfter(covers) ? coveredUntil : covers;
        return new DeviceHead(
                device,
                seq,
                hash,
                Math.max(maxSeq, seq),
                Math.max(appliedSeq, seq),
                holeSince,
                lastBoot,
                bootSince,
                seenBoots,
                covered,
                at);
    }

    DeviceHead withBoot(UUID boot, Instant since) {
        List<UUID> boots = new ArrayList<>(seenBoots);
        boots.remove(boot);
        boots.add(boot);
        if (boots.size() > BOOTS_MAX) {
            boots.remove(0);
        }
        return new DeviceHead(
                device, lastSeq, lastHash, maxSeq, appliedSeq, holeSince, boot, since, boots, coveredUntil, lastAt);
    }

    DeviceHead withWaiting(long newMaxSeq, long newAppliedSeq, @Nullable Instant since) {
        return new DeviceHead(
                device,
                lastSeq,
                lastHash,
                Math.max(maxSeq, newMaxSeq),
                Math.max(appliedSeq, newAppliedSeq),
                since,
                lastBoot,
                bootSince,
                seenBoots,
                coveredUntil,
                lastAt);
    }
}
