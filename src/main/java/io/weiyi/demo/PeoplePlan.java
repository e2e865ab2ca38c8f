package io.weiyi.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes the people: the demo accounts first, then a few of every owner and one or two of the firms that book. */
final class PeoplePlan {

    /** Login names that the demo promises, in plan order. */
    static final List<String> ACCOUNTS = List.of(
            "sme",
            "sme2",
            "sme-finance",
            "provider",
            "provider2",
            "provider-finance",
            "operator",
            "operator2",
            "district",
            "district2",
            "city",
            "city2",
            "finance",
            "finance2",
            "leader",
            "auditor",
            "admin");

    /** How many firms book at all; the others are members that only look. */
    static final int BOOKING_FIRMS = 720;

    private final Draw draw = Draw.stream("people");
    private final List<DemoPerson> made = new ArrayList<>();
    private final Map<Integer, List<Integer>> ofOrganisation = new HashMap<>();

    private PeoplePlan() {}

    /**
     * The people.
     *
     * @param ofOrganisation indexes of the people of an organisation, its administrator or manager first
     * @param bookingFirms indexes of the firms that book, the liveliest first
     */
    record Result(List<DemoPerson> people, Map<Integer, List<Integer>> ofOrganisation, List<Integer> bookingFirms) {
        /** The people of an organisation; none for one that nobody was made for. */
        List<Integer> of(int organisation) {
            return ofOrganisation.getOrDefault(organisation, List.of());
        }

        int chiefOf(int organisation) {
            return of(organisation).get(0);
        }
    }

    static Result make(DemoCatalogue catalogue, List<DemoOrganisation> organisations) {
        PeoplePlan plan = new PeoplePlan();
        int huancui = organisations.get(OrganisationPlan.FIRM_A).area();
        plan.accounts(huancui);
        for (DemoOrganisation organisation : organisations) {
            if (organisation.provider()) {
                plan.provider(organisation);
            }
        }
        List<Integer> firms = new ArrayList<>();
        for (DemoOrganisation organisation : organisations) {
            if (organisation.firm()
                    && !organisation.provider()
                    && organisation.status().equals("ACTIVE")) {
                firms.add(organisation.no());
            }
        }
        plan.draw.shuffle(firms);
        firms.remove((Integer) OrganisationPlan.FIRM_A);
        firms.remove((Integer) OrganisationPlan.FIRM_B);
        List<Integer> booking = new ArrayList<>(firms.subList(0, BOOKING_FIRMS));
        for (int firm : booking) {
            plan.add(firm, "MEMBER", "ORG_ADMIN");
            if (plan.draw.chance(400)) {
                plan.add(firm, "MEMBER");
            }
        }
        for (DemoOrganisation organisation : organisations) {
            if (organisation.status().equals("SUBMITTED")) {
                plan.add(organisation.no(), "MEMBER", "ORG_ADMIN");
            }
        }
        plan.offices(catalogue, huancui);
        return new Result(List.copyOf(plan.made), Map.copyOf(plan.ofOrganisation), List.copyOf(booking));
    }

    private void accounts(int huancui) {
        int p = OrganisationPlan.OWNER_P;
        int q = OrganisationPlan.OWNER_Q;
        int a = OrganisationPlan.FIRM_A;
        account("sme", "沐晓岚", a, -1, "MEMBER", "ORG_ADMIN");
        account("sme2", "岑一鸣", OrganisationPlan.FIRM_B, -1, "MEMBER", "ORG_ADMIN");
        account("sme-finance", "苇静雯", a, -1, "MEMBER", "FIRM_FINANCE");
        account("provider", "衡思远", p, -1, "MEMBER", "ORG_ADMIN", "INSTRUMENT_MANAGER");
        account("provider2", "檀卓然", q, -1, "MEMBER", "ORG_ADMIN", "INSTRUMENT_MANAGER");
        account("provider-finance", "谦丽娟", p, -1, "MEMBER", "PROVIDER_FINANCE");
        account("operator", "翎海宁", p, -1, "MEMBER", "OPERATOR");
        account("operator2", "渊子涵", p, -1, "MEMBER", "OPERATOR");
        account("district", "霁文博", -1, huancui, "AREA_OFFICE");
        account("district2", "菁若溪", -1, huancui, "AREA_OFFICE");
        account("city", "湛志强", -1, -1, "CITY_OFFICE");
        account("city2", "筠欣怡", -1, -1, "CITY_OFFICE");
        account("finance", "璞秀英", -1, -1, "FINANCE");
        account("finance2", "蔚建国", -1, -1, "FINANCE");
        account("leader", "嵘永健", -1, -1, "LEADER");
        account("auditor", "铎明哲", -1, -1, "AUDITOR");
        account("admin", "逸天朗", -1, -1, "ADMIN");
    }

    private void account(String username, String name, int organisation, int area, String... roles) {
        add(username, name, true, organisation, area, roles);
    }

    private void provider(DemoOrganisation provider) {
        boolean hasAccounts = provider.no() == OrganisationPlan.OWNER_P || provider.no() == OrganisationPlan.OWNER_Q;
        if (!hasAccounts) {
            add(provider.no(), "MEMBER", "ORG_ADMIN", "INSTRUMENT_MANAGER");
        }
        int managers = draw.between(1, 3);
        for (int i = 0; i < managers; i++) {
            add(provider.no(), "MEMBER", "INSTRUMENT_MANAGER");
        }
        add(provider.no(), "MEMBER", "OPERATOR");
        if (provider.no() != OrganisationPlan.OWNER_P) {
            add(provider.no(), "MEMBER", "PROVIDER_FINANCE");
        }
        int researchers = draw.between(1, 4);
        for (int i = 0; i < researchers; i++) {
            add(provider.no(), "MEMBER");
        }
    }

    private void offices(DemoCatalogue catalogue, int huancui) {
        for (int area = 0; area < catalogue.areas().size(); area++) {
            if (area != huancui) {
                add(
                        String.format(Locale.ROOT, "office%02d", area),
                        DemoNames.person(draw),
                        false,
                        -1,
                        area,
                        "AREA_OFFICE");
            }
        }
    }

    private void add(int organisation, String... roles) {
        add(String.format(Locale.ROOT, "u%05d", made.size()), DemoNames.person(draw), false, organisation, -1, roles);
    }

    private void add(String username, String name, boolean account, int organisation, int area, String... roles) {
        int no = made.size();
        List<DemoPerson.Grant> grants = new ArrayList<>();
        for (String role : roles) {
            grants.add(new DemoPerson.Grant(role, organisation, area));
        }
        // Numbers of a block that no subscriber has: only zeros between the prefix and the running number.
        String mobile = String.format(Locale.ROOT, "1900000%04d", no);
        made.add(new DemoPerson(
                no, username, name, mobile, username + "@weiyi.example", account, organisation, List.copyOf(grants)));
        if (organisation >= 0) {
            ofOrganisation.computeIfAbsent(organisation, o -> new ArrayList<>()).add(no);
        }
    }
}
