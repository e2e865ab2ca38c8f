package io.weiyi.agent.desktop;

import io.weiyi.agent.probe.Desktop;
import io.weiyi.agent.probe.Rounds;
import java.io.File;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Looks at the desktop every few seconds, on a thread of its own: a display server that hangs must not keep the agent
 * waiting. The thread starts with the first question, for most instruments never ask.
 */
public final class DesktopWatch implements Desktop, AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final long MILLIS = 1_000;

    private final Supplier<Glance> source;
    private final LongSupplier monotonic;
    private final Rounds rounds = new Rounds("desktop", this::look, EVERY);
    private volatile View last = View.unknown("not looked at yet");
    private boolean started;

    DesktopWatch(Supplier<Glance> source, LongSupplier monotonic) {
        this.source = source;
        this.monotonic = monotonic;
    }

    /**
     * The desktop of this machine.
     *
     * @param display of Linux, "" for the one that is found
     * @param authority file of the display's keys, "" for the user's own
     */
    public static DesktopWatch ofThisMachine(String display, String authority, LongSupplier monotonic) {
        Supplier<Glance> source = File.separatorChar == '\\'
                ? new WindowsDesktop()
                : new LinuxDesktop(new X11Display(display, authority), new Logins());
        return new DesktopWatch(source, monotonic);
    }

    private void look() {
        Glance glance;
        try {
            glance = source.get();
        } catch (RuntimeException | LinkageError e) {
            glance = Glance.blind("the desktop cannot be looked at: " + e);
        }
        Long quiet = glance.quietMillis();
        String told = switch (glance.login()) {
            case YES -> "signed in";
            case NO -> "nobody signed in";
            case UNKNOWN -> "sign-in unknown";
        };
        told += quiet == null ? ", input unknown" : ", no input for " + quiet / MILLIS + " s";
        last = new View(
                glance.login(),
                quiet,
                monotonic.getAsLong(),
                glance.why().isEmpty() ? told : told + " (" + glance.why() + ")");
    }

    /** Asked by the agent's thread only. */
    @Override
    public View last() {
        if (!started) {
            started = true;
            rounds.start();
        }
        return last;
    }

    @Override
    public void close() {
        rounds.close();
    }
}
