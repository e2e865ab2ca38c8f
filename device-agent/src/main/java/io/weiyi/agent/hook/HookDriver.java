package io.weiyi.agent.hook;

import io.weiyi.agent.config.DeskSettings;
import io.weiyi.agent.hook.HookState.Deed;
import io.weiyi.agent.hook.HookState.Phase;
import io.weiyi.agent.reading.Cause;
import io.weiyi.agent.reading.Control;
import io.weiyi.agent.session.Controls;
import io.weiyi.agent.session.Notes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one instrument open while a booking's time is, and closed after it.
 *
 * <pre>
 *   something else is due ─► INTENT on disk ─► ACT on disk ─► program runs ─► CONFIRM on disk
 *                               │                 │
 *        killed here: it is done again, or, when it is no longer due, confirmed as superseded
 * </pre>
 *
 * Each step is a signed reading. A program may be run twice for one operation, never without being on record before.
 */
public final class HookDriver {
    private static final System.Logger LOG = System.getLogger(HookDriver.class.getName());
    private static final int TRIES_MAX = 3;
    private static final long RETRY_NANOS = 30_000_000_000L;

    private final String instrument;
    private final DeskSettings.Hooks hooks;
    private final Controls controls;
    private final Notes notes;
    private final HookRunner runner;
    private @Nullable HookState state;
    private HookRunner.@Nullable Run run;
    private Instant endsBefore = Instant.EPOCH;
    private boolean onRecord = true;
    private boolean starts;
    private long retryAt;

    /** A booking for which the instrument is to be open. */
    public record Window(String booking, Instant endsBefore) {}

    public HookDriver(String instrument, DeskSettings.Hooks hooks, Controls controls, Notes notes, HookRunner runner) {
        this.instrument = instrument;
        this.hooks = hooks;
        this.controls = controls;
        this.notes = notes;
        this.runner = runner;
        this.state = notes.note(key()).flatMap(HookState::parse).orElse(null);
    }

    private String key() {
        return "hook." + instrument;
    }

    /**
     * Does the next step.
     *
     * @param due the booking for which it is to be open, empty for closed
     * @param allowed whether the owner lets hooks run
     */
    public void work(Optional<Window> due, boolean allowed) {
        if (run != null) {
            finish(run);
            return;
        }
        if (!onRecord) {
            return;
        }
        due.ifPresent(window -> endsBefore = window.endsBefore());
        HookState now = state;
        if (now != null && now.pending()) {
            if (allowed && wanted(now, due)) {
                act(now);
            } else {
                drop(now);
            }
        } else if (allowed) {
            begin(now, due);
        }
    }

    /** What a crash interrupted is done again only while it is still what is due. */
    private static boolean wanted(HookState pending, Optional<Window> due) {
        return due.map(Window::booking)
                .map(booking -> pending.deed() == Deed.OPEN
                        ? pending.booking().equals(booking)
                        : !pending.booking().equals(booking))
                .orElse(pending.deed() == Deed.CLOSE);
    }

    private void begin(@Nullable HookState last, Optional<Window> due) {
        String booking = due.map(Window::booking).orElse("");
        boolean openForOther =
                last != null && last.deed() == Deed.OPEN && !last.booking().equals(booking);
        if (last != null && openForOther) {
            intend(Deed.CLOSE, last.booking());
        } else if (last != null && last.phase() == Phase.FAILED && due(last, booking)) {
            if (last.tries() < TRIES_MAX && System.nanoTime() - retryAt >= 0) {
                act(last);
            }
        } else if (!booking.isEmpty()
                && (last == null || last.phase() == Phase.SUPERSEDED || !last.is(Deed.OPEN, booking))) {
            intend(Deed.OPEN, booking);
        }
    }

    private static boolean due(HookState failed, String booking) {
        return failed.deed() == Deed.OPEN ? failed.booking().equals(booking) : booking.isEmpty();
    }

    private List<String> command(Deed deed) {
        return deed == Deed.OPEN ? hooks.open() : hooks.close();
    }

    private void intend(Deed deed, String booking) {
        if (command(deed).isEmpty()) {
            // Nothing is set up for it: it counts as done, without a trace.
            if (!hooks.equals(DeskSettings.Hooks.NONE)) {
                keep(HookState.intent("", deed, booking).ended(Phase.DONE));
            }
            return;
        }
        HookState intent = HookState.intent(UUID.randomUUID().toString(), deed, booking);
        write(intent, Cause.INTENT, control(intent));
        keep(intent);
    }

    private void act(HookState pending) {
        HookRunner.destroyLeftover(pending.pid(), pending.startedAt());
        HookState acting = pending.acting();
        write(acting, Cause.ACT, control(acting).with("try", acting.tries()));
        keep(acting);
        starts = true;
    }

    private void drop(HookState pending) {
        HookRunner.destroyLeftover(pending.pid(), pending.startedAt());
        HookState dropped = pending.ended(Phase.SUPERSEDED);
        write(dropped, Cause.CONFIRM, control(dropped).with("result", "superseded"));
        // How far its program came is not known, so that the instrument is taken to be as it was to become.
        keep(dropped);
        LOG.log(System.Logger.Level.INFO, "hook {0} of instrument {1}: superseded", name(dropped), instrument);
    }

    private void finish(HookRunner.Run running) {
        HookRunner.Outcome outcome = running.outcome();
        HookState acting = state;
        if (outcome == null || acting == null) {
            return;
        }
        run = null;
        boolean done = outcome.exit() == 0;
        HookState ended = acting.ended(done ? Phase.DONE : Phase.FAILED);
        write(
                ended,
                Cause.CONFIRM,
                control(ended)
                        .with("try", ended.tries())
                        .with("result", outcome.result())
                        .with("exit", outcome.exit())
                        .with("ms", outcome.millis()));
        keep(ended);
        retryAt = System.nanoTime() + RETRY_NANOS;
        LOG.log(
                done ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                "hook {0} of instrument {1} for booking {2}: {3}, exit {4}, {5} ms: {6}",
                name(ended),
                instrument,
                ended.booking(),
                outcome.result(),
                outcome.exit(),
                outcome.millis(),
                outcome.output());
    }

    /** What was written is on disk now: only then is a program started. */
    public void committed() {
        onRecord = true;
        HookState acting = state;
        if (!starts || acting == null) {
            return;
        }
        starts = false;
        HookRunner.Run started = runner.start(
                command(acting.deed()),
                Map.of(
                        "WEIYI_HOOK", name(acting),
                        "WEIYI_INSTRUMENT", instrument,
                        "WEIYI_BOOKING", acting.booking(),
                        "WEIYI_OPERATION", acting.op(),
                        "WEIYI_TRY", Integer.toString(acting.tries()),
                        "WEIYI_ENDS_BEFORE", endsBefore.toString()));
        run = started;
        keep(acting.running(started.pid(), started.startedAt()));
    }

    /** Whether a step is to be done without delay. */
    public boolean presses() {
        HookRunner.Run running = run;
        HookState now = state;
        return running != null ? running.outcome() != null : !onRecord || (now != null && now.phase() == Phase.INTENT);
    }

    private void keep(HookState next) {
        state = next;
        onRecord = false;
        notes.keepNote(key(), next.toJson());
    }

    private void write(HookState about, String cause, Control control) {
        controls.operation(about.op(), about.booking(), cause, control);
    }

    private static Control control(HookState about) {
        return Control.of(name(about));
    }

    private static String name(HookState about) {
        return about.deed().name().toLowerCase(Locale.ROOT);
    }
}
