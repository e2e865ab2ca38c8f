package io.weiyi.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Makes bookings and uses of all instruments, from the first day of last year until three weeks from now. */
final class HistoryPlan {

    /** How many bookings a full year shall have over all instruments; a tenth more than the city promises. */
    static final int BOOKINGS_A_YEAR = 45_500;

    static final List<String> PURPOSES = List.of(
            "新产品来料检验",
            "样品微观形貌与成分分析",
            "工艺改进对比试验",
            "失效原因分析",
            "出口产品第三方数据比对",
            "研发阶段性能验证",
            "配方优化测试",
            "科研项目样品测试",
            "研究生课题实验",
            "教学实验",
            "仪器期间核查与维护",
            "委托方现场见证测试",
            "海洋环境样品测定",
            "中试批次质量跟踪",
            "标准方法验证",
            "产品开发摸底试验");

    private HistoryPlan() {}

    /** All bookings in the order in which they were made, all uses in the order of their start, and who was trained. */
    record Result(List<DemoBooking> bookings, List<DemoSession> sessions, List<DemoTraining> trainings) {}

    static Result make(
            DemoTimes times,
            List<DemoOrganisation> organisations,
            PeoplePlan.Result people,
            List<DemoInstrument> instruments) {
        Users users = new Users(organisations, people);
        int wished = wished(instruments);
        List<Drafted> drafts = new ArrayList<>();
        List<DemoSession> unbooked = new ArrayList<>();
        for (DemoInstrument instrument : instruments) {
            write(times, instrument, users, wished, drafts, unbooked);
        }
        return numbered(drafts, unbooked, instruments, times);
    }

    /** How many bookings all instruments together ask for; the city's total is shared out in proportion. */
    static int wished(List<DemoInstrument> instruments) {
        return instruments.stream().mapToInt(DemoInstrument::bookingsAYear).sum();
    }

    /** The history of one instrument alone, which is the same whether or not others are written. */
    static void write(
            DemoTimes times,
            DemoInstrument instrument,
            Users users,
            int wished,
            List<Drafted> drafts,
            List<DemoSession> unbooked) {
        boolean open = instrument.no() < InstrumentPlan.OPEN_INSTRUMENTS.size();
        if (!open && !instrument.status().equals("WAITING_SCRAP")) {
            long perYearMillis = 1000L * instrument.bookingsAYear() * BOOKINGS_A_YEAR / wished;
            new InstrumentHistory(times, instrument, users, perYearMillis).write(drafts, unbooked);
        }
    }

    /** A booking with the use that belongs to it, if it was used. */
    record Drafted(DemoBooking booking, List<DemoSession> uses) {}

    private static Result numbered(
            List<Drafted> drafts, List<DemoSession> unbooked, List<DemoInstrument> instruments, DemoTimes times) {
        drafts.sort(Comparator.<Drafted, Instant>comparing(d -> d.booking().createdAt())
                .thenComparingInt(d -> d.booking().instrument())
                .thenComparing(d -> d.booking().startsAt()));
        List<DemoBooking> bookings = new ArrayList<>(drafts.size());
        List<DemoSession> sessions = new ArrayList<>(unbooked);
        TreeMap<Long, DemoTraining> trained = new TreeMap<>();
        for (Drafted draft : drafts) {
            DemoBooking booking = draft.booking();
            for (DemoSession use : draft.uses()) {
                sessions.add(new DemoSession(
                        use.instrument(),
                        bookings.size(),
                        use.startedAt(),
                        use.endedAt(),
                        use.activeSeconds(),
                        use.signed()));
            }
            if (booking.selfOperated()
                    && instruments.get(booking.instrument()).rules().trainingRequired()) {
                Instant granted = booking.createdAt().minusSeconds(7 * 86_400);
                trained.putIfAbsent(
                        (long) booking.person() << 32 | booking.instrument(),
                        new DemoTraining(
                                booking.person(),
                                booking.instrument(),
                                granted,
                                times.now().plusSeconds(400L * 86_400)));
            }
            bookings.add(booking);
        }
        sessions.sort(Comparator.comparing(DemoSession::startedAt).thenComparingInt(DemoSession::instrument));
        return new Result(List.copyOf(bookings), List.copyOf(sessions), List.copyOf(trained.values()));
    }
}
