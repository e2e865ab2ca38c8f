package io.weiyi.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A membership as the person sees it (我的单位).
 *
 * @param status PENDING, ACTIVE, REJECTED or ENDED
 * @param decisionNote what the office wrote about the organisation, if it refused it
 */
public record MembershipInfo(
        long id,
        long organisationId,
        String code,
        String nameZh,
        String nameEn,
        String status,
        String organisationStatus,
        @Nullable String decisionNote,
        Instant requestedAt) {}
