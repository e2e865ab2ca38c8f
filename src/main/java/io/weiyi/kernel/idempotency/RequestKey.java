package io.weiyi.kernel.idempotency;

import io.quarkus.security.identity.SecurityIdentity;

/** The key of a request as its header gives it, and the fuller one that it is kept under. */
final class RequestKey {

    static final String HEADER = "Idempotency-Key";
    private static final int LENGTH_MAX = 64;

    private RequestKey() {}

    static boolean isWellFormed(String key) {
        return !key.isEmpty() && key.length() <= LENGTH_MAX && key.chars().allMatch(c -> c >= 0x21 && c <= 0x7e);
    }

    /** Keys are kept apart by caller, method and path. */
    static KeptAnswers.Key of(SecurityIdentity identity, String path, String key) {
        String caller =
                identity.isAnonymous() ? "guest" : identity.getPrincipal().getName();
        return new KeptAnswers.Key(caller, "POST", path, key);
    }
}
