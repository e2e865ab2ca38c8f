package io.weiyi.booking;

import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.problem.Problem;
import java.util.Set;

/** Who sees and who moves what was agreed between a member's organisation and the owner of an instrument. */
final class Access {

    private Access() {}

    /** The organisation for which the caller books and orders. */
    static long acting(Caller caller) {
        Long own = caller.organisationId();
        if (own == null || !caller.hasIn(Role.MEMBER, own)) {
            throw Problem.forbidden("Only members of an approved organisation may do this.");
        }
        return own;
    }

    /** The owners whose side the caller may look from. */
    static Set<Long> providers(Caller caller) {
        return caller.organisationsAs(Role.INSTRUMENT_MANAGER, Role.OPERATOR, Role.PROVIDER_FINANCE);
    }

    /** Whoever may not see a thing learns nothing of it, not even that it exists. */
    static void requireSight(Caller caller, long organisationId, long providerId) {
        if (!caller.seesAll()
                && !caller.memberOf(organisationId)
                && !providers(caller).contains(providerId)) {
            throw Problem.notFound();
        }
    }

    static boolean member(Caller caller, long organisationId) {
        return caller.hasIn(Role.MEMBER, organisationId);
    }

    static boolean lab(Caller caller, long providerId) {
        return caller.hasIn(Role.INSTRUMENT_MANAGER, providerId) || caller.hasIn(Role.OPERATOR, providerId);
    }

    static void require(boolean allowed, String detail) {
        if (!allowed) {
            throw Problem.forbidden(detail);
        }
    }
}
