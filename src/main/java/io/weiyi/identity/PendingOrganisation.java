package io.weiyi.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A firm that waits for its area's office (待审核).
 *
 * @param submittedByName who asked, as they call themselves
 * @param submittedByMobile their verified mobile, for the office to call back
 */
public record PendingOrganisation(
        long id,
        String code,
        String nameZh,
        String areaNameZh,
        String areaNameEn,
        String sizeClass,
        String address,
        @Nullable String submittedByName,
        @Nullable String submittedByMobile,
        @Nullable Instant submittedAt) {}
