package io.weiyi.demo;

import io.weiyi.kernel.time.BusinessTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** The calendar of one instrument, day by day: bookings one after another inside the opening hours, and own use between. */
final class InstrumentHistory {

    private static final int MINUTE = 60;
    private static final int MILLION = 1_000_000;
    private static final Set<Integer> HOLIDAYS = Set.of(501, 1001, 1002, 1003);
    private static final int[] MONTH_PERCENT = {98, 92, 102, 102, 100, 103, 99, 96, 102, 97, 105, 104};
    /** People book less the further ahead it is: by weeks from the anchor. */
    private static final int[] WEEK_PERCENT = {100, 75, 40, 15};

    private final DemoTimes times;
    private final DemoInstrument instrument;
    private final DemoRules rules;
    private final Users users;

    private final long bookingsADayMillionths;
    private final long ownUsesADayMillionths;
    private final Instant signedFrom;
    private Draw draw = Draw.stream("history");
    /** Until when the instrument is taken, by bookings with buffers and by use. */
    private Instant takenUntil = Instant.MIN;

    InstrumentHistory(DemoTimes times, DemoInstrument instrument, Users users, long bookingsAYearMillis) {
        this.times = times;
        this.instrument = instrument;
        this.rules = instrument.rules();
        this.users = users;

        long openDays = rules.opening().openings().stream()
                        .mapToInt(OpeningPattern.Opening::weekday)
                        .distinct()
                        .count()
                * 52;
        this.bookingsADayMillionths = bookingsAYearMillis * 1000 / openDays;
        this.ownUsesADayMillionths = (bookingsAYearMillis / 9 + 1200) * 1000 / 365;
        this.signedFrom = times.signedFrom();
    }

    void write(List<HistoryPlan.Drafted> drafts, List<DemoSession> unbooked) {
        LocalDate from = instrument.beganOn().isAfter(times.historyFrom()) ? instrument.beganOn() : times.historyFrom();
        LocalDate horizon = times.anchor().plusDays(rules.horizonDays() - 1L);
        LocalDate until = horizon.isBefore(times.plannedUntil()) ? horizon : times.plannedUntil();
        for (LocalDate day = from; day.isBefore(until); day = day.plusDays(1)) {
            draw = Draw.stream("history", instrument.no(), day.toEpochDay());
            boolean holiday = HOLIDAYS.contains(day.getMonthValue() * 100 + day.getDayOfMonth());
            int wanted = holiday ? 0 : count(bookingsADayMillionths * percent(day) / 100);
            List<OpeningPattern.Opening> openings =
                    rules.opening().on(day.getDayOfWeek().getValue());
            if (openings.isEmpty() || wanted == 0) {
                ownUse(day, unbooked);
            } else {
                bookings(day, openings, wanted, drafts);
            }
        }
    }

    private int percent(LocalDate day) {
        int percent = MONTH_PERCENT[day.getMonthValue() - 1];
        long week = Math.max(0, (day.toEpochDay() - times.anchor().toEpochDay()) / 7);
        return percent * WEEK_PERCENT[(int) Math.min(week, WEEK_PERCENT.length - 1)] / 100;
    }

    private int count(long millionths) {
        int whole = (int) (millionths / MILLION);
        return whole + (draw.between(0, MILLION - 1) < millionths % MILLION ? 1 : 0);
    }

    private void bookings(
            LocalDate day, List<OpeningPattern.Opening> openings, int wanted, List<HistoryPlan.Drafted> drafts) {
        Instant midnight = BusinessTime.startOf(day);
        int made = 0;
        for (int i = 0; i < openings.size() && made < wanted; i++) {
            OpeningPattern.Opening opening = openings.get(i);
            boolean night = opening.closesMinute() - opening.opensMinute() == 1440;
            int opens = night ? 480 : opening.opensMinute();
            int closes = night ? 1320 : opening.closesMinute();
            // With two spans a day, half of the wish is for the morning.
            int here = i + 1 < openings.size() ? made + (wanted - made + draw.between(0, 1)) / 2 : wanted;
            int gapStepsMax =
                    Math.max(0, (closes - opens - (here - made) * rules.minMinutes()) / rules.stepMinutes() / 2);
            int at = ceilStep(opens);
            while (made < here) {
                at = Math.max(at, ceilStep(minutesAfter(midnight, takenUntil) + rules.bufferBeforeMinutes()));
                int start = at + draw.between(0, Math.min(gapStepsMax, 8)) * rules.stepMinutes();
                start = start + rules.minMinutes() <= closes ? start : at;
                int length = length(closes - start);
                if (length < rules.minMinutes()) {
                    break;
                }
                book(midnight, start, start + length, drafts);
                made++;
                at = start;
            }
        }
    }

    private int length(int roomMinutes) {
        int wanted = rules.minMinutes() + draw.between(0, 4) * Math.max(rules.stepMinutes(), 30);
        int length = Math.min(Math.min(wanted, rules.maxMinutes()), roomMinutes);
        int least = ceilStep(rules.minMinutes());
        return length < least ? (least <= roomMinutes ? least : 0) : length / rules.stepMinutes() * rules.stepMinutes();
    }

    private int ceilStep(int minutes) {
        return Math.floorDiv(minutes + rules.stepMinutes() - 1, rules.stepMinutes()) * rules.stepMinutes();
    }

    private static int minutesAfter(Instant midnight, Instant moment) {
        if (!moment.isAfter(midnight)) {
            return 0;
        }
        return (int) ((moment.getEpochSecond() - midnight.getEpochSecond() + MINUTE - 1) / MINUTE);
    }

    private void book(Instant midnight, int startMinute, int endMinute, List<HistoryPlan.Drafted> drafts) {
        Instant startsAt = midnight.plusSeconds((long) startMinute * MINUTE);
        Instant endsBefore = midnight.plusSeconds((long) endMinute * MINUTE);
        boolean signed = instrument.use() == DemoInstrument.Metering.DEVICE && !startsAt.isBefore(signedFrom);
        Users.User user = users.of(instrument, draw, !signed);
        // Both are drawn whatever the time is, so that the choices after it stay the same.
        String over = over();
        String coming = coming();
        String status = startsAt.isAfter(times.now()) ? coming : begun(over, endsBefore, signed);
        boolean active =
                Set.of("PENDING_APPROVAL", "CONFIRMED", "IN_USE", "FINISHED").contains(status);
        boolean used = status.equals("FINISHED") || signed && status.equals("CONFIRMED") && over.equals("FINISHED");
        DemoSession drawn = use(startsAt, endsBefore, signed);
        List<DemoSession> uses = used ? List.of(drawn) : List.of();
        boolean overtime = used && uses.get(0).endedAt().isAfter(endsBefore);
        boolean present = (status.equals("FINISHED") || status.equals("IN_USE")) && !signed;
        Instant blockedFrom = startsAt.minusSeconds((long) rules.bufferBeforeMinutes() * MINUTE);
        Instant blockedBefore = endsBefore.plusSeconds((long) rules.bufferAfterMinutes() * MINUTE);
        drafts.add(new HistoryPlan.Drafted(
                new DemoBooking(
                        instrument.no(),
                        user.organisation(),
                        user.person(),
                        startsAt,
                        endsBefore,
                        blockedFrom,
                        blockedBefore,
                        active,
                        draw.chance(rules.trainingRequired() ? 380 : 560),
                        purpose(user),
                        status,
                        createdAt(startsAt, status),
                        present ? startsAt.plusSeconds(draw.between(-240L, 0L)) : DemoBooking.NEVER,
                        overtime && status.equals("FINISHED")),
                uses));
        if (active) {
            Instant until = used && uses.get(0).endedAt().isAfter(blockedBefore)
                    ? uses.get(0).endedAt()
                    : blockedBefore;
            takenUntil = until.isAfter(takenUntil) ? until : takenUntil;
        }
    }

    /** What becomes of a booking in the end. */
    private String over() {
        int drawn = draw.weighted(884, 62, 18, 16, rules.approval() ? 14 : 0, rules.approval() ? 6 : 0);
        return List.of("FINISHED", "CANCELLED", "LATE_CANCELLED", "NO_SHOW", "REJECTED", "EXPIRED")
                .get(drawn);
    }

    /** The state of a booking whose start has passed. */
    private String begun(String over, Instant endsBefore, boolean signed) {
        boolean kept = over.equals("FINISHED") || over.equals("NO_SHOW");
        if (signed && kept) {
            // What became of it follows from the readings, once they have come in.
            return "CONFIRMED";
        }
        return over.equals("FINISHED") && endsBefore.isAfter(times.now()) ? "IN_USE" : over;
    }

    private String coming() {
        boolean cancelled = draw.chance(45);
        boolean waits = draw.chance(420) && rules.approval();
        return cancelled ? "CANCELLED" : waits ? "PENDING_APPROVAL" : "CONFIRMED";
    }

    private int purpose(Users.User user) {
        boolean own = user.organisation() == instrument.owner();
        return own ? draw.between(7, 10) : draw.weighted(10, 10, 8, 6, 4, 10, 7, 3, 0, 0, 0, 5, 4, 6, 4, 8);
    }

    private Instant createdAt(Instant startsAt, String status) {
        long ahead = rules.leadMinutes() * 60L + draw.between(3_600L, 10L * 86_400);
        Instant usual = startsAt.minusSeconds(Math.min(ahead, (rules.horizonDays() - 1L) * 86_400));
        long ago = draw.between(300L, 3L * 86_400);
        // Whoever waits for an approval has not waited for long.
        Instant latest = times.now().minusSeconds(status.equals("PENDING_APPROVAL") ? ago / 4 : ago);
        return !status.equals("PENDING_APPROVAL") && usual.isBefore(latest) ? usual : latest;
    }

    /** Use around the booked window: people come a little early or late and seldom stay over. */
    private DemoSession use(Instant startsAt, Instant endsBefore, boolean signed) {
        long start = startsAt.getEpochSecond() + draw.between(-420L, 900L);
        start = Math.max(start, takenUntil.equals(Instant.MIN) ? start : takenUntil.getEpochSecond() + 30);
        long end = endsBefore.getEpochSecond()
                + (draw.chance(120) ? draw.between(60L, 1500L) : draw.between(-1900L, -20L));
        end = Math.max(end, start + 600);
        return session(start, end, signed);
    }

    private DemoSession session(long start, long wantedEnd, boolean signed) {
        // The plan of a device goes on after now; what a logbook tells ends there.
        long end = signed
                ? wantedEnd
                : Math.max(start + 1, Math.min(wantedEnd, times.now().getEpochSecond() - 1));
        long run = end - start;
        long active = run * draw.between(560, 975) / 1000;
        return new DemoSession(
                instrument.no(),
                DemoSession.UNBOOKED,
                Instant.ofEpochSecond(start),
                Instant.ofEpochSecond(end),
                active,
                signed);
    }

    /** The owner's own work on a day nobody booked. */
    private void ownUse(LocalDate day, List<DemoSession> unbooked) {
        boolean device = instrument.use() == DemoInstrument.Metering.DEVICE;
        if (!draw.chance((int) Math.min(400, ownUsesADayMillionths / 1000)) || day.isAfter(times.today()) && !device) {
            return;
        }
        long start = BusinessTime.startOf(day).getEpochSecond() + draw.between(8L * 3600, 17L * 3600);
        long end = start + draw.between(900L, 4L * 3600);
        boolean after = takenUntil.equals(Instant.MIN) || start > takenUntil.getEpochSecond();
        boolean signed = device && start >= signedFrom.getEpochSecond();
        if (after && (signed || end < times.now().getEpochSecond())) {
            unbooked.add(session(start, end, signed));
            takenUntil = Instant.ofEpochSecond(end);
        }
    }
}
