package io.weiyi.demo;

import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.pricing.Pricing;
import io.weiyi.pricing.Tariff;
import io.weiyi.pricing.Tier;
import io.weiyi.pricing.Use;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses which finished bookings of history were charged and how far each charge has come. The amounts come from the one
 * pricing function, as if billing itself had written them. The first demo firm has settled charges only, to claim against.
 */
final class ChargePlan {

    static final int SETTLED_OF_FIRM_A = 3;

    private static final int CHARGED_PERMILLE = 60;
    private static final Duration YOUNGEST = Duration.ofDays(5);

    private final CityPlan city;
    private final Map<Integer, List<Tariff>> tariffs;
    private final Draw draw = Draw.stream("charges");
    private final List<DemoCharge> made = new ArrayList<>();

    private ChargePlan(CityPlan city, Map<Integer, List<Tariff>> tariffs) {
        this.city = city;
        this.tariffs = tariffs;
    }

    static List<DemoCharge> make(CityPlan city, Map<Integer, List<Tariff>> tariffs) {
        ChargePlan plan = new ChargePlan(city, tariffs);
        Map<Integer, Integer> sessions = new HashMap<>();
        List<DemoSession> all = city.history().sessions();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).booking() != DemoSession.UNBOOKED && !all.get(i).signed()) {
                sessions.put(all.get(i).booking(), i);
            }
        }
        plan.charges(sessions);
        plan.settled(sessions);
        plan.made.sort(Comparator.comparing(DemoCharge::createdAt).thenComparingInt(DemoCharge::booking));
        return List.copyOf(plan.made);
    }

    private void charges(Map<Integer, Integer> sessions) {
        List<DemoBooking> bookings = city.history().bookings();
        for (int i = 0; i < bookings.size(); i++) {
            DemoBooking booking = bookings.get(i);
            Integer session = sessions.get(i);
            boolean own = booking.organisation() == owner(booking);
            boolean demoFirm = booking.organisation() == OrganisationPlan.FIRM_A;
            boolean drawn = draw.chance(CHARGED_PERMILLE) || booking.organisation() == OrganisationPlan.FIRM_B;
            if (session != null
                    && drawn
                    && !own
                    && !demoFirm
                    && booking.endsBefore().isBefore(latest())) {
                add(i, session, status(booking.endsBefore()));
            }
        }
    }

    /** Settled uses of the first demo firm at the first demo owner, the latest of different months. */
    private void settled(Map<Integer, Integer> sessions) {
        List<DemoBooking> bookings = city.history().bookings();
        Set<YearMonth> months = new HashSet<>();
        int chosen = 0;
        for (int i = bookings.size() - 1; i >= 0 && chosen < SETTLED_OF_FIRM_A; i--) {
            DemoBooking booking = bookings.get(i);
            Integer session = sessions.get(i);
            boolean fits = booking.organisation() == OrganisationPlan.FIRM_A
                    && owner(booking) == OrganisationPlan.OWNER_P
                    && booking.endsBefore().isBefore(latest());
            if (session != null && fits && months.add(BusinessTime.monthOf(booking.startsAt()))) {
                add(i, session, "PAID");
                chosen++;
            }
        }
    }

    private Instant latest() {
        return city.times().now().minus(YOUNGEST);
    }

    private int owner(DemoBooking booking) {
        return city.instruments().get(booking.instrument()).owner();
    }

    private void add(int no, int sessionNo, String status) {
        DemoBooking booking = city.history().bookings().get(no);
        DemoSession session = city.history().sessions().get(sessionNo);
        Tariff tariff = tariffAt(tariffs.getOrDefault(booking.instrument(), List.of()), booking.startsAt());
        Tier tier = Tier.of(
                owner(booking),
                booking.organisation(),
                city.organisations().get(booking.organisation()).kind());
        Use use = Use.metered(Duration.between(booking.startsAt(), booking.endsBefore())
                        .toSeconds())
                .plus(session.runSeconds(), session.activeSeconds());
        Instant createdAt = booking.endsBefore().plusSeconds(draw.between(1_800L, 3L * 86_400));
        made.add(new DemoCharge(no, sessionNo, status, createdAt, Pricing.price(tariff, tier, use)));
    }

    /** The older a charge, the further it has come. */
    private String status(Instant endedAt) {
        long days = Duration.between(endedAt, city.times().now()).toDays();
        if (days < 20) {
            return draw.chance(550) ? "UNCONFIRMED" : "CONFIRMED";
        }
        if (days < 75) {
            return List.of("CONFIRMED", "INVOICE_ASKED", "INVOICED", "PAID").get(draw.weighted(25, 20, 25, 30));
        }
        return List.of("PAID", "INVOICED", "DISPUTED").get(draw.weighted(93, 5, 2));
    }

    /** The tariff that holds at a moment. */
    static Tariff tariffAt(List<Tariff> tariffs, Instant moment) {
        for (Tariff tariff : tariffs) {
            Instant until = tariff.validUntil();
            if (!moment.isBefore(tariff.validFrom()) && (until == null || moment.isBefore(until))) {
                return tariff;
            }
        }
        throw new IllegalStateException("no tariff holds at " + moment);
    }
}
