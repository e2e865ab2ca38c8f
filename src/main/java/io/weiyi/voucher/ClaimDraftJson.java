package io.weiyi.voucher;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A claim as a firm sends it.
 *
 * <p>{@code packId} of a line is for packs that are chosen by their id only.
 */
public record ClaimDraftJson(@Nullable List<@Nullable Line> lines) {

    /** A part of one charge. */
    public record Line(
            @Nullable String chargeId,
            @Nullable String service,
            @Nullable Long allocatedFen,
            @Nullable String invoiceNumber,
            @Nullable String packId) {}
}
