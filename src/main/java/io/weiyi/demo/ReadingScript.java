package io.weiyi.demo;

import io.weiyi.kernel.time.BusinessTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a demo device says from the first day of its signed time to the end of the plan: its lab PC is switched on each
 * morning and off at night, tells the counters of each use every couple of minutes, and shows once an hour that it is alive.
 * The n-th reading of the list has the number n, so a device that stopped goes on where the server's head stands.
 */
final class ReadingScript {

    private static final long ON_SECONDS = 7 * 3600;
    private static final long OFF_SECONDS = 23 * 3600 + 1800;
    private static final long TICK_SECONDS = 140;
    private static final long ALIVE_SECONDS = 3600;

    private final Draw ids;
    private final List<PlannedReading> readings = new ArrayList<>();
    private UUID boot = new UUID(0, 0);
    private Instant on = Instant.MIN;
    private Instant last = Instant.MIN;

    private ReadingScript(int instrument) {
        this.ids = Draw.stream("readings-" + instrument);
    }

    /**
     * The readings in order.
     *
     * @param instrument number of the instrument in the plan
     * @param uses the signed uses of this instrument by their start
     */
    static List<PlannedReading> of(int instrument, List<DemoSession> uses, DemoTimes times) {
        ReadingScript script = new ReadingScript(instrument);
        int next = 0;
        LocalDate day = BusinessTime.dayOf(times.signedFrom());
        for (; day.isBefore(times.plannedUntil()); day = day.plusDays(1)) {
            Instant midnight = BusinessTime.startOf(day);
            script.switchOn(midnight.plusSeconds(ON_SECONDS));
            Instant off = midnight.plusSeconds(OFF_SECONDS);
            while (next < uses.size() && uses.get(next).endedAt().isBefore(off)) {
                script.use(uses.get(next));
                next++;
            }
            script.aliveUntil(off);
            script.say("marker", off, null, 0, 0, "alive");
        }
        return List.copyOf(script.readings);
    }

    private void switchOn(Instant at) {
        boot = HistoryWriter.sid(ids);
        on = at;
        say("marker", at, null, 0, 0, "alive");
    }

    private void use(DemoSession use) {
        UUID sid = HistoryWriter.sid(ids);
        Instant start = use.startedAt();
        aliveUntil(start);
        say("session.start", start, sid, 0, 0, null);
        long run = use.runSeconds();
        for (long at = TICK_SECONDS; at < run; at += TICK_SECONDS) {
            say("session.tick", start.plusSeconds(at), sid, at, activeAt(use, at), null);
        }
        say("session.end", use.endedAt(), sid, run, use.activeSeconds(), "exit");
    }

    /** The active share is the same at each moment, so neither counter ever goes back. */
    private static long activeAt(DemoSession use, long run) {
        return use.activeSeconds() * run / use.runSeconds();
    }

    private void aliveUntil(Instant moment) {
        while (last.plusSeconds(ALIVE_SECONDS).isBefore(moment)) {
            say("marker", last.plusSeconds(ALIVE_SECONDS), null, 0, 0, "alive");
        }
    }

    private void say(String type, Instant at, @Nullable UUID sid, long run, long active, @Nullable String cause) {
        readings.add(
                new PlannedReading(type, at, sid, boot, at.toEpochMilli() - on.toEpochMilli(), run, active, cause));
        last = at;
    }
}
