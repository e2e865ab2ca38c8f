package io.weiyi.identity;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member of an organisation, or somebody who asked to be one, as its administrator sees them. */
public record MemberInfo(
        long membershipId,
        long personId,
        String username,
        String displayName,
        @Nullable String mobile,
        String status,
        Instant requestedAt,
        List<Role> roles) {}
