package io.weiyi.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the service items: each test is sold by some of the owners that have an instrument for it. */
final class ServiceItemPlan {

    static final int COUNT = 650;

    private final Draw draw = Draw.stream("service-items");
    private final TariffPlan tariffs;
    private final List<DemoServiceItem> made = new ArrayList<>();

    private ServiceItemPlan(DemoTimes times) {
        this.tariffs = new TariffPlan(times, "item-tariffs");
    }

    static List<DemoServiceItem> make(DemoCatalogue catalogue, DemoTimes times, List<DemoInstrument> instruments) {
        ServiceItemPlan plan = new ServiceItemPlan(times);
        Map<String, Map<Integer, List<Integer>>> owners = new LinkedHashMap<>();
        for (DemoInstrument instrument : instruments) {
            if (instrument.bookable()) {
                owners.computeIfAbsent(instrument.model().family().key(), f -> new LinkedHashMap<>())
                        .computeIfAbsent(instrument.owner(), o -> new ArrayList<>())
                        .add(instrument.no());
            }
        }
        List<Offer> offers = new ArrayList<>();
        for (DemoCatalogue.Family family : catalogue.families()) {
            Map<Integer, List<Integer>> able = owners.getOrDefault(family.key(), Map.of());
            for (DemoText.Pair test : family.tests()) {
                List<Integer> order = new ArrayList<>(able.keySet());
                plan.draw.shuffle(order);
                for (int rank = 0; rank < order.size(); rank++) {
                    offers.add(new Offer(
                            rank, family, test, order.get(rank), able.getOrDefault(order.get(rank), List.of())));
                }
            }
        }
        // First one lab for every test, then a second one, until there are as many items as the city has published.
        for (int rank = 0; plan.made.size() < COUNT; rank++) {
            for (Offer offer : offers) {
                if (offer.rank() == rank && plan.made.size() < COUNT) {
                    plan.add(offer);
                }
            }
        }
        return List.copyOf(plan.made);
    }

    private record Offer(
            int rank, DemoCatalogue.Family family, DemoText.Pair test, int owner, List<Integer> instruments) {}

    private void add(Offer offer) {
        DemoCatalogue.Family family = offer.family();
        long sampleFen = Math.max(10, family.sampleYuan() * draw.between(70, 150) / 1000 * 10) * 100L;
        int days = Math.max(1, family.turnaroundDays() + draw.between(-1, 4));
        int used = draw.chance(80) ? 0 : Math.min(offer.instruments().size(), draw.between(1, 2));
        made.add(new DemoServiceItem(
                made.size(),
                offer.owner(),
                family.channel(),
                offer.test().left(),
                offer.test().right(),
                family.sampleRequirement(),
                days,
                sampleFen,
                List.copyOf(offer.instruments().subList(0, used)),
                tariffs.ofItem(sampleFen)));
    }
}
