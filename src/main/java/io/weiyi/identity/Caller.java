package io.weiyi.identity;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who makes the running request (当前用户) and within what they may act.
 *
 * @param organisationId their own organisation, the first they became an active member of; null for offices and for
 *     people who wait to be let in
 * @param organisationIds all active organisations they are an active member of
 * @param roles every role they hold anywhere
 * @param organisationScopes for each role that holds within organisations, which ones
 * @param areaIds the areas whose office they work for
 */
public record Caller(
        long personId,
        String username,
        String displayName,
        @Nullable Long organisationId,
        Set<Long> organisationIds,
        Set<Role> roles,
        Map<Role, Set<Long>> organisationScopes,
        Set<Long> areaIds) {

    public Caller {
        organisationIds = Set.copyOf(organisationIds);
        roles = Set.copyOf(roles);
        organisationScopes = Map.copyOf(organisationScopes);
        areaIds = Set.copyOf(areaIds);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** Whether the role holds within this organisation. */
    public boolean hasIn(Role role, long organisation) {
        return organisationScopes.getOrDefault(role, Set.of()).contains(organisation);
    }

    /** The organisations within which at least one of these roles holds. */
    public Set<Long> organisationsAs(Role... wanted) {
        return Arrays.stream(wanted)
                .flatMap(role -> organisationScopes.getOrDefault(role, Set.of()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    public boolean memberOf(long organisation) {
        return organisationIds.contains(organisation);
    }

    /** Readers of the whole city. An administrator is not one of them: they manage people and see no evidence. */
    public boolean seesAll() {
        return has(Role.LEADER) || has(Role.AUDITOR) || has(Role.CITY_OFFICE) || has(Role.FINANCE);
    }
}
