package io.weiyi.identity;

import org.jspecify.annotations.Nullable;

/**
 * What somebody writes to get an account (注册); nothing is checked yet.
 *
 * @param username optional: whoever gives none signs in by mobile
 * @param language zh or en; anything else is zh
 */
public record Registration(
        @Nullable String mobile,
        @Nullable String code,
        @Nullable String username,
        @Nullable String displayName,
        @Nullable String password,
        @Nullable String language) {

    @Override
    public String toString() {
        return "Registration[username=" + username + "]";
    }
}
