package io.weiyi.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chooses which instruments a device watches: lively ones, first those of the owners of the demo accounts. */
final class Metered {

    private static final int OF_OWNER_P = 8;
    private static final int OF_OWNER_Q = 4;
    private static final int LIVELY = 160;

    private Metered() {}

    static List<DemoInstrument> choose(List<DemoInstrument> instruments) {
        List<DemoInstrument> byLife = new ArrayList<>(instruments);
        byLife.sort(
                Comparator.<DemoInstrument>comparingInt(i -> -i.bookingsAYear()).thenComparingInt(DemoInstrument::no));
        Map<Integer, DemoInstrument.Metering> chosen = new HashMap<>();
        List<DemoInstrument> ofP = byLife.stream()
                .filter(i -> i.owner() == OrganisationPlan.OWNER_P && i.bookingsAYear() > 0)
                .toList();
        for (int i = 0; i < InstrumentPlan.LAB_PCS; i++) {
            chosen.put(ofP.get(i).no(), DemoInstrument.Metering.LAB_PC);
        }
        takeOf(byLife, OrganisationPlan.OWNER_P, OF_OWNER_P, chosen);
        takeOf(byLife, OrganisationPlan.OWNER_Q, OF_OWNER_Q, chosen);
        Set<Integer> ownersSeen = new HashSet<>(Set.of(OrganisationPlan.OWNER_P, OrganisationPlan.OWNER_Q));
        for (DemoInstrument instrument : byLife) {
            if (chosen.size() < InstrumentPlan.LAB_PCS + InstrumentPlan.DEVICES && ownersSeen.add(instrument.owner())) {
                chosen.put(instrument.no(), DemoInstrument.Metering.DEVICE);
            }
        }
        return instruments.stream()
                .map(i -> chosen.containsKey(i.no()) ? metered(i, chosen.get(i.no())) : i)
                .toList();
    }

    private static void takeOf(
            List<DemoInstrument> byLife, int owner, int count, Map<Integer, DemoInstrument.Metering> chosen) {
        byLife.stream()
                .filter(i -> i.owner() == owner && i.bookingsAYear() > 0 && !chosen.containsKey(i.no()))
                .limit(count)
                .forEach(i -> chosen.put(i.no(), DemoInstrument.Metering.DEVICE));
    }

    private static DemoInstrument metered(DemoInstrument i, DemoInstrument.Metering use) {
        return new DemoInstrument(
                i.no(),
                i.innerId(),
                i.owner(),
                i.area(),
                i.model(),
                i.nameZh(),
                i.worthFen(),
                i.beganOn(),
                i.status(),
                i.shareMode(),
                i.bookable(),
                i.contact(),
                i.contactPhone(),
                i.location(),
                i.rules(),
                i.tariffs(),
                Math.max(i.bookingsAYear(), LIVELY),
                use);
    }
}
