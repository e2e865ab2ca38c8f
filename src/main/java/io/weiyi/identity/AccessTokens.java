package io.weiyi.identity;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Tokens and sessions, and the person behind each. Read anew with every request, so that a revocation holds at once. */
@Singleton
class AccessTokens {

    /** What a token is good for: calls of programs, or pages in a browser. */
    enum Kind {
        BEARER,
        SESSION
    }

    private static final int TOKEN_BYTES = 32;
    private static final int TOKEN_LENGTH_MAX = 200;

    // A role within an organisation counts only while the person belongs to it and it is an active member of the
    // network.
    private static final String FIND = """
            SELECT p.id, p.username, p.display_name,
                   ARRAY(SELECT m.organisation_id FROM membership m JOIN organisation o ON o.id = m.organisation_id
                          WHERE m.person_id = p.id AND m.status = 'ACTIVE' AND o.status = 'ACTIVE' ORDER BY m.id) AS organisations,
                   ARRAY(SELECT r.role || ':' || coalesce(r.organisation_id, r.area_id, 0)
                           FROM role_grant r WHERE r.person_id = p.id AND r.revoked_at IS NULL) AS grants
              FROM access_token t JOIN person p ON p.id = t.person_id
             WHERE t.token_sha256 = :hash AND t.kind = :kind AND t.revoked_at IS NULL AND t.expires_at > :now
               AND p.status = 'ACTIVE'""";

    private final Jdbi jdbi;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    AccessTokens(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    AccessToken issue(long personId, Kind kind, Duration life) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        Instant expiresAt = now.plus(life);
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO access_token (token_sha256, person_id, kind, created_at, expires_at)
                        VALUES (:hash, :person, :kind, :now, :expires)""")
                .bind("hash", sha256(token))
                .bind("person", personId)
                .bind("kind", kind.name())
                .bind("now", now)
                .bind("expires", expiresAt)
                .execute());
        return new AccessToken(token, expiresAt);
    }

    Optional<Caller> find(String token, Kind kind) {
        if (token.isEmpty() || token.length() > TOKEN_LENGTH_MAX) {
            return Optional.empty();
        }
        return jdbi.withHandle(handle -> handle.createQuery(FIND)
                .bind("hash", sha256(token))
                .bind("kind", kind.name())
                .bind("now", clock.instant())
                .map((row, context) -> caller(row))
                .findOne());
    }

    void revoke(String token) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "UPDATE access_token SET revoked_at = :now WHERE token_sha256 = :hash AND revoked_at IS NULL")
                .bind("now", clock.instant())
                .bind("hash", sha256(token))
                .execute());
    }

    void revokeAllOf(long personId) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "UPDATE access_token SET revoked_at = :now WHERE person_id = :person AND revoked_at IS NULL")
                .bind("now", clock.instant())
                .bind("person", personId)
                .execute());
    }

    private static Caller caller(ResultSet row) throws SQLException {
        Long[] organisations = (Long[]) row.getArray("organisations").getArray();
        Set<Long> member = new LinkedHashSet<>(List.of(organisations));
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Map<Role, Set<Long>> scopes = new EnumMap<>(Role.class);
        Set<Long> areas = new HashSet<>();
        for (String grant : (String[]) row.getArray("grants").getArray()) {
            int colon = grant.indexOf(':');
            Role role = Role.valueOf(grant.substring(0, colon));
            long id = Long.parseLong(grant.substring(colon + 1));
            switch (role.scope()) {
                case CITY -> roles.add(role);
                case AREA -> {
                    roles.add(role);
                    areas.add(id);
                }
                case ORGANISATION -> {
                    if (member.contains(id)) {
                        roles.add(role);
                        scopes.computeIfAbsent(role, r -> new HashSet<>()).add(id);
                    }
                }
            }
        }
        @Nullable Long own = organisations.length == 0 ? null : organisations[0];
        return new Caller(
                row.getLong("id"),
                row.getString("username"),
                row.getString("display_name"),
                own,
                member,
                roles,
                new HashMap<>(scopes),
                areas);
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
