package io.weiyi.agent.session;

import io.weiyi.agent.probe.Observation;
import io.weiyi.agent.probe.Probe;
import io.weiyi.agent.reading.Cause;
import io.weiyi.agent.reading.Content;
import io.weiyi.agent.reading.Counters;
import io.weiyi.agent.reading.ReadingType;
import io.weiyi.agent.reading.Stamp;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one instrument.
 *
 * <pre>
 *            probe sees use: session.start
 *   FREE ─────────────────────────────────────► OPEN ──┐ every tick, and when active turns to idle
 *    ▲                                           │  ▲  │ or back: session.tick
 *    │      probe sees no use: session.end       │  └──┘
 *    └───────────────────────────────────────────┘
 * </pre>
 *
 * An open session outlives the agent: if the same use goes on at the next start, so does the session.
 */
public final class InstrumentWatch {
    /** So much of a time in which nobody looked counts as active, in ticks. */
    private static final int UNSEEN_TICKS_ACTIVE = 5;

    private final String instrument;
    private final Probe probe;
    private final SessionLog log;
    private long tickMillis;
    private long lookedAt;
    /** Time behind this is not counted before the probe knows what it was. */
    private long settledUntil = Long.MAX_VALUE;

    private long nextLookAt;
    private long tickedAt;
    private long writtenAt = Long.MIN_VALUE;
    private @Nullable Current current;
    private String dismissedKey = "";
    private long dismissedAt;
    private long dismissedUntil;

    public InstrumentWatch(String instrument, Probe probe, SessionLog log, Duration tick) {
        this.instrument = instrument;
        this.probe = probe;
        this.log = log;
        this.tickMillis = tick.toMillis();
    }

    private static final class Current {
        final String sid;

        @Nullable
        String booking;

        final UseMeter meter;
        String key = "";
        String token = "";
        boolean active = true;

        Current(String sid, @Nullable String booking, UseMeter meter) {
            this.sid = sid;
            this.booking = booking;
            this.meter = meter;
        }
    }

    public void tickEvery(Duration tick) {
        tickMillis = tick.toMillis();
    }

    public String instrument() {
        return instrument;
    }

    public Probe probe() {
        return probe;
    }

    /** Goes on with, or ends, the session that was open when the agent went down. Called once, before the first look. */
    public void resume(OpenSession open) {
        long now = log.stamp().monoMillis();
        if (!open.probe().equals(probe.kind()) || !probe.resume(open.token(), now)) {
            endUnseen(instrument, log, open);
            return;
        }
        Current session = new Current(open.sid(), open.booking(), new UseMeter(open.counters(), open.carryMillis()));
        long unseen = now - open.lastKnown().monoMillis();
        session.meter.creditUnseen(unseen, UNSEEN_TICKS_ACTIVE * tickMillis);
        session.token = open.token();
        Observation seen = probe.look(now);
        if (!seen.present()) {
            endUnseen(instrument, log, open);
            return;
        }
        take(session, seen);
        current = session;
        lookedAt = now;
        settledUntil = seen.settledMillis();
        nextLookAt = probe.nextLookAt(now);
        write(session, ReadingType.SESSION_TICK, null);
    }

    /** Ends a session of which nothing more is known than its last reading; dated then, so that it covers no other use. */
    public static void endUnseen(String instrument, SessionLog log, OpenSession open) {
        Stamp last = open.lastKnown();
        Stamp dated = new Stamp(log.stamp().boot(), last.at(), last.monoMillis(), last.offsetMillis());
        String cause = open.stopped() ? Cause.SHUTDOWN : Cause.LOST;
        log.write(new Content(
                instrument,
                open.sid(),
                dated,
                ReadingType.SESSION_END,
                open.counters(),
                open.probe(),
                open.booking(),
                cause,
                null));
        log.drop(instrument);
    }

    /** Looks if it is time, and writes what follows from it. */
    public void work(long now) {
        if (now >= nextLookAt) {
            look(now);
        } else if (current != null && now >= tickedAt + tickMillis) {
            credit(current, now);
            write(current, ReadingType.SESSION_TICK, null);
        }
    }

    private void look(long now) {
        Observation seen = probe.look(now);
        // A look may come late; a probe that knows when things turned sets the border.
        long turnedAt = Math.max(lookedAt, Math.min(seen.sinceMillis(), now));
        settledUntil = seen.settledMillis();
        Current session = current;
        if (session != null) {
            credit(session, sameAs(session, seen) ? now : turnedAt);
            if (!session.key.equals(seen.key())) {
                write(session, ReadingType.SESSION_END, seen.present() ? Cause.EXIT : seen.cause());
                log.drop(instrument);
                current = null;
            }
        }
        nextLookAt = probe.nextLookAt(now);
        boolean dismissed = seen.present() && dismissedKey.equals(seen.key());
        if (dismissed && now < dismissedUntil) {
            nextLookAt = Math.min(nextLookAt, dismissedUntil);
            return;
        }
        dismissedKey = "";
        if (!seen.present()) {
            return;
        }
        session = current;
        if (session == null) {
            lookedAt = dismissed ? dismissedAt : turnedAt;
            session = new Current(
                    UUID.randomUUID().toString(),
                    log.bookingNow(instrument).orElse(null),
                    new UseMeter(Counters.ZERO, 0));
            current = session;
            take(session, seen);
            if (dismissed) {
                credit(session, now);
            }
            write(session, ReadingType.SESSION_START, null);
            return;
        }
        boolean turned = session.active != seen.active();
        take(session, seen);
        if (turned || now >= tickedAt + tickMillis) {
            write(session, ReadingType.SESSION_TICK, null);
        }
    }

    private static boolean sameAs(Current session, Observation seen) {
        return session.key.equals(seen.key()) && session.active == seen.active();
    }

    private static void take(Current session, Observation seen) {
        session.key = seen.key() == null ? "" : seen.key();
        session.token = seen.token();
        session.active = seen.active();
    }

    /** A long time without a look (the machine slept) counts like a time in which the agent was down. */
    private void credit(Current session, long until) {
        long now = Math.max(lookedAt, Math.min(until, settledUntil));
        long elapsed = now - lookedAt;
        long limit = UNSEEN_TICKS_ACTIVE * tickMillis;
        if (session.active && elapsed > limit && now - limit > nextLookAt) {
            session.meter.creditUnseen(elapsed, limit);
        } else {
            session.meter.credit(elapsed, session.active);
        }
        lookedAt = now;
    }

    private void write(Current session, ReadingType type, @Nullable String cause) {
        Stamp stamp = log.stamp();
        Counters counters = session.meter.counters();
        log.write(new Content(
                instrument, session.sid, stamp, type, counters, probe.kind(), session.booking, cause, null));
        if (type != ReadingType.SESSION_END) {
            log.keep(instrument, open(session, stamp, false));
        }
        tickedAt = stamp.monoMillis();
        writtenAt = tickedAt;
    }

    private OpenSession open(Current session, Stamp stamp, boolean stopped) {
        return new OpenSession(
                session.sid,
                probe.kind(),
                session.token,
                session.booking,
                session.meter.counters(),
                session.meter.carryMillis(),
                stamp,
                stopped);
    }

    /** Says that the instrument is alive when it has been silent for so long. */
    public void showLife(long now, Duration silenceMax) {
        if (now >= lifeDueAt(silenceMax)) {
            log.write(Content.marker(instrument, log.stamp(), probe.kind(), Cause.ALIVE));
            writtenAt = now;
        }
    }

    public long lifeDueAt(Duration silenceMax) {
        return writtenAt == Long.MIN_VALUE ? Long.MIN_VALUE : writtenAt + silenceMax.toMillis();
    }

    /**
     * Ends the session on someone's word. The use may still be seen for a while, as the program is being closed; if it
     * outlasts that, it is a session of its own that begins here, so that nobody uses anything unmetered.
     */
    public boolean end(String cause, Duration patience) {
        Current session = current;
        if (session == null) {
            return false;
        }
        long now = log.stamp().monoMillis();
        credit(session, now);
        write(session, ReadingType.SESSION_END, cause);
        log.drop(instrument);
        current = null;
        dismissedKey = session.key;
        dismissedAt = now;
        dismissedUntil = now + patience.toMillis();
        nextLookAt = Math.min(nextLookAt, dismissedUntil);
        return true;
    }

    /** From here on the session serves another booking. */
    public void rebind(String booking) {
        Current session = current;
        if (session != null && !booking.equals(session.booking)) {
            session.booking = booking;
            credit(session, log.stamp().monoMillis());
            write(session, ReadingType.SESSION_TICK, null);
        }
    }

    /** Writes the last counters before the agent goes; the session ends, or waits for the next start. */
    public void stop(boolean end) {
        Current session = current;
        if (session == null) {
            return;
        }
        credit(session, log.stamp().monoMillis());
        if (end) {
            write(session, ReadingType.SESSION_END, Cause.SHUTDOWN);
            log.drop(instrument);
        } else {
            write(session, ReadingType.SESSION_TICK, null);
            log.keep(instrument, open(session, log.stamp(), true));
        }
        current = null;
    }

    /** When there is something to do next. */
    public long nextAt() {
        return current == null ? nextLookAt : Math.min(nextLookAt, tickedAt + tickMillis);
    }

    /** For the status: what goes on now. */
    public Optional<SessionView> view() {
        Current session = current;
        return session == null
                ? Optional.empty()
                : Optional.of(new SessionView(instrument, session.sid, session.active, session.meter.counters()));
    }

    /** An open session as a person sees it. */
    public record SessionView(String instrument, String sid, boolean active, Counters counters) {}
}
