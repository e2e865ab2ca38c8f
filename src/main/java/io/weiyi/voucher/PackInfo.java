package io.weiyi.voucher;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a rule pack and who answers for it.
 *
 * @param json its form, as people edit it
 * @param madeBy who wrote the draft as it stands; null for what ships with the program
 * @param signedAt when it came into force; null for a draft
 * @param withdrawnAt when the draft was given up
 * @param claimLines how many lines of claims rest on it
 */
public record PackInfo(
        RulePack pack,
        String json,
        @Nullable Long madeById,
        @Nullable String madeBy,
        Instant madeAt,
        @Nullable String signedBy,
        @Nullable Instant signedAt,
        @Nullable Instant withdrawnAt,
        long claimLines) {

    public boolean draft() {
        return signedAt == null && withdrawnAt == null;
    }

    /** DRAFT, SIGNED or WITHDRAWN. */
    public String state() {
        return draft() ? "DRAFT" : signedAt == null ? "WITHDRAWN" : "SIGNED";
    }
}
