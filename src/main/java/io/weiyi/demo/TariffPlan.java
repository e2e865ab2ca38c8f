package io.weiyi.demo;

import io.weiyi.kernel.time.BusinessTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Draws prices: what a family costs, times what the owner makes of it, in one or two versions over time. */
final class TariffPlan {

    private static final int OPEN_YUAN_AN_HOUR = 200;
    private static final int OPEN_YUAN_A_SAMPLE = 100;

    private final DemoTimes times;
    private final Draw draw;

    TariffPlan(DemoTimes times, String stream) {
        this.times = times;
        this.draw = Draw.stream(stream);
    }

    /** The plain price of the instruments for tests from outside, the same for all tiers. */
    List<DemoTariff> open(String basis) {
        DemoTariff.Rate rate = new DemoTariff.Rate(0, OPEN_YUAN_AN_HOUR * 100, OPEN_YUAN_A_SAMPLE * 100, 0);
        return List.of(DemoTariff.of(1, longAgo(), Optional.empty(), basis, 1, rate, 100, 100));
    }

    /** Prices of an instrument. */
    List<DemoTariff> of(DemoCatalogue.Family family) {
        int percent = draw.between(80, 130);
        DemoTariff.Rate rate = new DemoTariff.Rate(
                        family.setUpYuan() * 100L,
                        family.hourYuan() * 100L,
                        family.sampleYuan() * 100L,
                        draw.chance(300) ? 5_000 : 0)
                .percent(percent);
        String basis = List.of("ACTIVE", "BOOKED", "MAX", "RUN").get(draw.weighted(74, 14, 7, 5));
        int step = new int[] {1, 60, 360, 900, 1800}[draw.weighted(20, 35, 15, 20, 10)];
        return versions(rate, basis, step);
    }

    /** Prices of a service item: by the sample only. */
    List<DemoTariff> ofItem(long sampleFen) {
        return versions(new DemoTariff.Rate(0, 0, sampleFen, 0), "ACTIVE", 1);
    }

    private List<DemoTariff> versions(DemoTariff.Rate rate, String basis, int step) {
        int external = new int[] {70, 80, 90, 100}[draw.weighted(1, 3, 3, 3)];
        int internal = new int[] {30, 40, 50, 60}[draw.weighted(1, 3, 3, 1)];
        Instant changed = changedAt();
        int before = draw.between(85, 97);
        if (draw.chance(450)) {
            return List.of(DemoTariff.of(1, longAgo(), Optional.empty(), basis, step, rate, external, internal));
        }
        return List.of(
                DemoTariff.of(
                        1, longAgo(), Optional.of(changed), basis, step, rate.percent(before), external, internal),
                DemoTariff.of(2, changed, Optional.empty(), basis, step, rate, external, internal));
    }

    private Instant longAgo() {
        return BusinessTime.startOf(times.historyFrom().minusYears(1));
    }

    /** New prices begin with a quarter. */
    private Instant changedAt() {
        LocalDate day = times.historyFrom().plusMonths(3L * draw.between(1, 4));
        return BusinessTime.startOf(
                day.isBefore(times.today()) ? day : times.historyFrom().plusMonths(3));
    }
}
