package io.weiyi.billing;

import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import java.util.Set;

/**
 * Which charges a caller may see: a firm its own, a lab those of its instruments and services, finance, leaders, auditors
 * and the city office all.
 *
 * @param all whether nothing is hidden
 * @param firms organisations whose charges the caller may see and answer
 * @param providers organisations whose income the caller may see
 */
record ChargeScope(boolean all, Set<Long> firms, Set<Long> providers) {

    static ChargeScope of(Caller caller) {
        return new ChargeScope(
                caller.seesAll(),
                caller.organisationsAs(Role.MEMBER, Role.ORG_ADMIN, Role.FIRM_FINANCE),
                caller.organisationsAs(Role.INSTRUMENT_MANAGER, Role.PROVIDER_FINANCE));
    }

    boolean sees(long organisationId, long providerId) {
        return all || firms.contains(organisationId) || providers.contains(providerId);
    }
}
