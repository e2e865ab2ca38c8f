package io.weiyi.metering;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a file (离线导入) of an agent without a network.
 *
 * @param id 0 before it is written down
 * @param taken readings that are new in the books
 * @param known readings that were there already
 * @param refused lines that were refused and went into quarantine
 * @param refusals the first of them
 * @param certificate FIRST for a device enrolled by the file, NEW when its certificate was renewed, else SAME
 */
public record OfflineImportInfo(
        long id,
        String deviceId,
        Instant importedAt,
        long readings,
        long taken,
        long known,
        long refused,
        List<Refused> refusals,
        String certificate) {

    public OfflineImportInfo {
        refusals = List.copyOf(refusals);
    }

    /** A refused line, from 1. */
    public record Refused(int line, @Nullable Long seq, String reason, String detail) {}
}
