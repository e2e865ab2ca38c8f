package io.weiyi.identity;

import io.weiyi.kernel.audit.Audit;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Roles given and taken, in the running transaction. */
@Singleton
class RoleGrants {

    private final Jdbi jdbi;
    private final Clock clock;
    private final Audit audit;

    RoleGrants(Jdbi jdbi, Clock clock, Audit audit) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.audit = audit;
    }

    /** Gives a role within an organisation; one that is held already stays as it is. */
    void grantIn(long organisationId, long personId, Role role, @Nullable Long by) {
        grant(personId, role, organisationId, by);
    }

    /** Gives a role in the whole city. */
    void grantInCity(long personId, Role role, @Nullable Long by) {
        grant(personId, role, null, by);
    }

    private void grant(long personId, Role role, @Nullable Long organisationId, @Nullable Long by) {
        int added = jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO role_grant (person_id, role, organisation_id, granted_at, granted_by)
                        VALUES (:person, :role, :organisation, :now, :by) ON CONFLICT DO NOTHING""")
                .bind("person", personId)
                .bind("role", role.name())
                .bind("organisation", organisationId)
                .bind("now", clock.instant())
                .bind("by", by)
                .execute());
        if (added == 1) {
            audit.record("role.grant", "person", Long.toString(personId), organisationId, Map.of("role", role.name()));
        }
    }

    /** Takes every role the person holds within an organisation. */
    void revokeAllIn(long organisationId, long personId) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE role_grant SET revoked_at = :now
                         WHERE person_id = :person AND organisation_id = :organisation AND revoked_at IS NULL""")
                .bind("now", clock.instant())
                .bind("person", personId)
                .bind("organisation", organisationId)
                .execute());
    }
}
