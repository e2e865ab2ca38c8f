package io.weiyi.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Draws the sample orders of history: as many as the city counts, most of them long reported. */
final class OrderPlan {

    static final int COUNT = 2240;
    static final List<String> COURSE = List.of("SUBMITTED", "ACCEPTED", "RECEIVED", "TESTING", "TESTED", "REPORTED");

    private static final int OF_FIRM_A = 8;
    private static final List<String> SAMPLES = List.of(
            "铝合金试片", "复合材料板材", "注塑件", "碳纤维丝束", "海水样", "沉积物样", "海参干品", "鱼糜制品", "医用导管", "电池极片", "焊缝试块", "涂层钢板", "粉末样",
            "橡胶密封件", "印刷电路板", "水溶液", "中药提取物", "渔线", "轴承钢", "陶瓷片");

    private OrderPlan() {}

    static List<DemoOrder> make(DemoTimes times, PeoplePlan.Result people, List<DemoServiceItem> items) {
        Draw draw = Draw.stream("orders");
        List<DemoServiceItem> ofOwnerP = items.stream()
                .filter(item -> item.owner() == OrganisationPlan.OWNER_P)
                .toList();
        List<DemoOrder> made = new ArrayList<>();
        long seconds = Duration.between(times.historyStart(), times.now()).toSeconds();
        for (int i = 0; i < COUNT; i++) {
            boolean firmA = i < OF_FIRM_A;
            // Those of the first firm are young, so that each page has something to do.
            Instant createdAt = times.now()
                    .minusSeconds(firmA ? draw.between(3_600L, 25L * 86_400) : draw.between(3_600L, seconds));
            DemoServiceItem item = draw.chance(80) || firmA ? draw.pick(ofOwnerP) : draw.pick(items);
            int last = people.bookingFirms().size() - 1;
            int firm = firmA
                    ? OrganisationPlan.FIRM_A
                    : people.bookingFirms().get(Math.min(draw.between(0, last), draw.between(0, last)));
            List<DemoOrder.Samples> kinds = new ArrayList<>();
            for (int kind = draw.weighted(60, 30, 10); kind >= 0; kind--) {
                kinds.add(new DemoOrder.Samples(draw.pick(SAMPLES), draw.between(1, 8)));
            }
            long age = Duration.between(createdAt, times.now()).toSeconds();
            made.add(new DemoOrder(
                    item.no(),
                    firm,
                    people.chiefOf(firm),
                    status(draw, age / 86_400, item.turnaroundDays()),
                    draw.weighted(10, 10, 8, 6, 4, 10, 7, 3, 0, 0, 0, 5, 4, 6, 4, 8),
                    createdAt,
                    createdAt.plusSeconds(Math.min(age - 60, draw.between(2L, item.turnaroundDays() + 2L) * 86_400)),
                    List.copyOf(kinds)));
        }
        made.sort(Comparator.comparing(DemoOrder::createdAt));
        return List.copyOf(made);
    }

    private static String status(Draw draw, long ageDays, int turnaroundDays) {
        int drawn = draw.between(0, 999);
        if (drawn < 70) {
            return drawn < 40 ? "CANCELLED" : "DECLINED";
        }
        if (ageDays > turnaroundDays + 12L) {
            return "REPORTED";
        }
        long reached = ageDays * COURSE.size() / (turnaroundDays + 6L);
        return COURSE.get((int) Math.min(COURSE.size() - 1L, Math.max(0, reached - drawn % 2)));
    }
}
