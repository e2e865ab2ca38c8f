package io.weiyi.identity;

import java.time.Instant;

/**
 * A fresh access token (访问令牌). The text is known only to whoever receives it; the database keeps its hash.
 *
 * @param token opaque
 * @param expiresAt good until then, exclusive
 */
public record AccessToken(String token, Instant expiresAt) {

    @Override
    public String toString() {
        return "AccessToken[expiresAt=" + expiresAt + "]";
    }
}
