package io.weiyi.voucher;

import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.problem.Problem;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who may see a claim, and as what they may act on it. */
final class ClaimAccess {

    private ClaimAccess() {}

    /** Firms for whom the caller deals with claims. */
    static Set<Long> firms(Caller caller) {
        return caller.organisationsAs(Role.MEMBER, Role.ORG_ADMIN, Role.FIRM_FINANCE);
    }

    /** Providers for whom the caller answers. */
    static Set<Long> providers(Caller caller) {
        return caller.organisationsAs(Role.PROVIDER_FINANCE, Role.INSTRUMENT_MANAGER, Role.ORG_ADMIN);
    }

    static boolean sees(Caller caller, ClaimInfo claim) {
        return firms(caller).contains(claim.applicantId())
                || (claim.submittedAt() != null
                        && (caller.seesAll()
                                || caller.areaIds().contains(claim.areaId())
                                || claim.lines().stream()
                                        .anyMatch(line -> providers(caller).contains(line.providerId()))));
    }

    static Set<ClaimActor> actors(Caller caller, ClaimInfo claim) {
        Set<ClaimActor> actors = EnumSet.noneOf(ClaimActor.class);
        if (firms(caller).contains(claim.applicantId())) {
            actors.add(ClaimActor.APPLICANT);
        }
        if (claim.lines().stream().anyMatch(line -> providers(caller).contains(line.providerId()))) {
            actors.add(ClaimActor.PROVIDER);
        }
        if (caller.has(Role.AREA_OFFICE) && caller.areaIds().contains(claim.areaId())) {
            actors.add(ClaimActor.AREA);
        }
        if (caller.has(Role.CITY_OFFICE)) {
            actors.add(ClaimActor.CITY);
        }
        if (caller.has(Role.FINANCE)) {
            actors.add(ClaimActor.FINANCE);
        }
        return actors;
    }

    /**
     * As what the caller makes this move now: forbidden where it is not theirs, an illegal transition where it is nobody's
     * in this state.
     *
     * @param belonged whether the caller is or was a member of an organisation of this claim
     */
    static ClaimActor actor(Caller caller, ClaimInfo claim, ClaimMove move, List<ClaimStep> history, boolean belonged) {
        Optional<ClaimMoves.Edge> edge = ClaimMoves.edge(claim.status(), move);
        Set<ClaimActor> may = edge.map(ClaimMoves.Edge::actors).orElseGet(() -> ClaimMoves.actors(move));
        ClaimActor actor = actors(caller, claim).stream()
                .filter(may::contains)
                .findFirst()
                .orElseThrow(() -> Problem.forbidden("This step of a claim is not yours to take."));
        if (edge.isEmpty()) {
            throw Problem.illegalTransition("A claim that is " + claim.status() + " does not allow " + move + ".");
        }
        if (actor == ClaimActor.AREA || actor == ClaimActor.CITY || actor == ClaimActor.FINANCE) {
            requireIndependent(caller, claim, actor, history, belonged);
        }
        return actor;
    }

    /** Nobody decides on a claim of an organisation they belong to, or acted for in this claim. */
    private static void requireIndependent(
            Caller caller, ClaimInfo claim, ClaimActor actor, List<ClaimStep> history, boolean belonged) {
        boolean own = belonged
                || history.stream()
                        .filter(step -> mine(step, caller))
                        .anyMatch(step -> step.actor().equals(ClaimActor.APPLICANT.name())
                                || step.actor().equals(ClaimActor.PROVIDER.name()));
        if (own) {
            throw Problem.forbidden("Nobody decides on a claim of an organisation of their own.");
        }
        boolean otherOffice = history.stream()
                .filter(step -> mine(step, caller) && step.move() == ClaimMove.APPROVE)
                .anyMatch(step -> !step.actor().equals(actor.name()));
        if (otherOffice) {
            throw secondPerson("You approved this claim in another office; somebody else decides now.");
        }
        boolean reported = claim.status() == ClaimStatus.PROVINCE_REVIEW
                && history.stream().anyMatch(step -> mine(step, caller) && step.move() == ClaimMove.REPORT);
        if (reported) {
            throw secondPerson("You sent this claim up; somebody else enters what the province decided.");
        }
    }

    static Problem secondPerson(String detail) {
        return Problem.of(409, "second-person-required", "A second person must do this", detail);
    }

    private static boolean mine(ClaimStep step, Caller caller) {
        Long person = step.personId();
        return person != null && person == caller.personId();
    }
}
