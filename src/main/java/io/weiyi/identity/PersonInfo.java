package io.weiyi.identity;

import org.jspecify.annotations.Nullable;

/**
 * A person (人员) as pages show them to themselves.
 *
 * @param language zh or en
 */
public record PersonInfo(
        long id,
        String username,
        String displayName,
        @Nullable String mobile,
        @Nullable String email,
        String language) {}
