package io.weiyi.demo;

import java.util.ArrayList;
import java.util.List;

/** Draws who books an instrument: its owner's own people, other public bodies, and firms, a few of them often. */
final class Users {

    private static final int OWN_PERMILLE = 240;
    private static final int PUBLIC_PERMILLE = 110;
    private static final int FIRM_A_PERMILLE = 45;
    private static final int FIRM_B_PERMILLE = 20;

    private final PeoplePlan.Result people;
    private final List<Integer> publicBodies = new ArrayList<>();

    Users(List<DemoOrganisation> organisations, PeoplePlan.Result people) {
        this.people = people;
        for (DemoOrganisation organisation : organisations) {
            if (organisation.provider() && !organisation.firm()) {
                publicBodies.add(organisation.no());
            }
        }
    }

    /** Who books; indexes of the plan. */
    record User(int organisation, int person) {}

    /**
     * Draws a user.
     *
     * @param withDemoFirms whether the firms of the demo accounts may be among them
     */
    User of(DemoInstrument instrument, Draw draw, boolean withDemoFirms) {
        int organisation = organisation(instrument, draw, withDemoFirms);
        List<Integer> there = people.of(organisation);
        return new User(organisation, there.get(draw.between(0, there.size() - 1)));
    }

    private int organisation(DemoInstrument instrument, Draw draw, boolean withDemoFirms) {
        if (draw.chance(OWN_PERMILLE)) {
            return instrument.owner();
        }
        if (draw.chance(PUBLIC_PERMILLE)) {
            return draw.pick(publicBodies);
        }
        boolean ofDemoOwners = withDemoFirms
                && (instrument.owner() == OrganisationPlan.OWNER_P || instrument.owner() == OrganisationPlan.OWNER_Q);
        if (ofDemoOwners && draw.chance(FIRM_A_PERMILLE)) {
            return OrganisationPlan.FIRM_A;
        }
        if (ofDemoOwners && draw.chance(FIRM_B_PERMILLE)) {
            return OrganisationPlan.FIRM_B;
        }
        int last = people.bookingFirms().size() - 1;
        return people.bookingFirms().get(Math.min(draw.between(0, last), draw.between(0, last)));
    }
}
