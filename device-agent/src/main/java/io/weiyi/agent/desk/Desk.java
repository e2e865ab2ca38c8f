package io.weiyi.agent.desk;

import io.weiyi.agent.config.DeskSettings;
import io.weiyi.agent.desk.DeskPlan.Booked;
import io.weiyi.agent.hook.HookDriver;
import io.weiyi.agent.hook.HookRunner;
import io.weiyi.agent.journal.JournalFailure;
import io.weiyi.agent.reading.Content;
import io.weiyi.agent.reading.Stamp;
import io.weiyi.agent.session.Controls;
import io.weiyi.agent.session.InstrumentWatch;
import io.weiyi.agent.session.Notes;
import io.weiyi.agent.session.OpenSession;
import io.weiyi.agent.session.SessionLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The front desk of this PC. It stands between the sessions and their log, so that it knows what runs, and answers people:
 * the public methods that say so may be called from any thread, all others belong to the agent's own.
 */
public final class Desk implements SessionLog {
    private static final int ANSWER_SECONDS = 5;
    private static final int TEXT_MAX = 200;

    private final SessionLog log;
    private final Notes notes;
    private final DeskSettings settings;
    private final Supplier<Instant> serverNow;
    private final Executor mailbox;
    private final Seat.Reminder reminder;
    private final Lockout lockout;
    private final Map<String, Seat> seats = new LinkedHashMap<>();
    private final List<Runnable> answers = new ArrayList<>();
    private volatile DeskPlan plan = DeskPlan.NONE;

    /** What the desk works with. */
    public record Parts(
            SessionLog log,
            Notes notes,
            DeskSettings settings,
            Supplier<Instant> serverNow,
            LongSupplier monotonic,
            Executor mailbox) {}

    /** The agent did not answer in time. */
    public static final class Busy extends Exception {
        private static final long serialVersionUID = 1L;

        Busy(Throwable cause) {
            super(cause);
        }
    }

    public Desk(Parts parts) {
        this.log = parts.log();
        this.notes = parts.notes();
        this.settings = parts.settings();
        this.serverNow = parts.serverNow();
        this.mailbox = parts.mailbox();
        this.reminder = new Notifier(parts.settings().notifier());
        this.lockout = new Lockout(parts.monotonic());
    }

    /** Puts a seat in front of each instrument. Called once, before the first look. */
    public void furnish(Collection<InstrumentWatch> watches, HookRunner runner) {
        for (InstrumentWatch watch : watches) {
            String id = watch.instrument();
            Controls controls = new Controls(log, id, watch.probe().kind());
            HookDriver hooks = new HookDriver(id, settings.hooks(id), controls, notes, runner);
            seats.put(id, new Seat(watch, controls, hooks, notes, settings.closing()));
        }
    }

    // ---- the agent's thread ----

    /** Takes what the server says of bookings and rules. */
    public void follow(byte[] payload) {
        plan = DeskPlan.parse(payload);
    }

    /** Does what is due. Before the journal is committed. */
    public void work() {
        Instant now = serverNow.get();
        seats.values().forEach(seat -> seat.work(plan, now, reminder));
    }

    /** What was written is on disk: hooks may act on it, and people be told. */
    public void committed() {
        seats.values().forEach(seat -> seat.hooks().committed());
        answers.forEach(Runnable::run);
        answers.clear();
    }

    /** Whether something is to be done without delay. */
    public boolean presses() {
        return !answers.isEmpty()
                || seats.values().stream().anyMatch(seat -> seat.hooks().presses());
    }

    @Override
    public Stamp stamp() {
        return log.stamp();
    }

    @Override
    public void write(Content content) {
        log.write(content);
        Seat seat = seats.get(content.instrument());
        if (seat != null) {
            seat.saw(content);
        }
    }

    @Override
    public void keep(String instrument, OpenSession session) {
        log.keep(instrument, session);
    }

    @Override
    public void drop(String instrument) {
        log.drop(instrument);
    }

    /** A typed code says more than the clock. */
    @Override
    public Optional<String> bookingNow(String instrument) {
        Seat seat = seats.get(instrument);
        return (seat == null ? Optional.<Booked>empty() : seat.codedNow(serverNow.get()))
                .map(Booked::id)
                .or(() -> log.bookingNow(instrument));
    }

    // ---- any thread ----

    /**
     * Starts by a booking's code. The slow check of the code is done on the caller's thread.
     *
     * @param instrument of which instrument, "" for whichever the code is of
     */
    public Answer start(String typed, String instrument) throws Busy {
        String code = typed.strip();
        if (!CodeProof.isCode(code)) {
            return Answer.refused("notCode");
        }
        Instant now = serverNow.get();
        Optional<Booked> booking;
        synchronized (lockout) {
            // One at a time, or many at once would all be looked at before the first is counted.
            long wait = lockout.secondsLeft();
            if (wait > 0) {
                return Answer.refused("locked", Long.toString((wait + 59) / 60));
            }
            booking = find(code, instrument, now);
            if (booking.isEmpty()) {
                return Answer.refused("wrong", Integer.toString(lockout.wrong()));
            }
        }
        Booked found = booking.get();
        return ask(() -> seat(found.instrument())
                .map(seat -> seat.begin(found, plan, serverNow.get()))
                .orElse(Answer.refused("unknownInstrument")));
    }

    /** The booking of a code; when two instruments here share it, the one whose time is nearest. */
    private Optional<Booked> find(String code, String instrument, Instant now) {
        List<Booked> fitting = plan.bookings().stream()
                .filter(booking -> instrument.isEmpty() || booking.instrument().equals(instrument))
                .filter(booking -> CodeProof.fits(booking.proof(), code))
                .toList();
        return fitting.stream()
                .filter(booking -> now.isBefore(booking.endsBefore()))
                .findFirst()
                .or(() -> fitting.stream().findFirst());
    }

    /** How long no code is looked at, in seconds. */
    public long lockedSeconds() {
        return lockout.secondsLeft();
    }

    public Answer end(String instrument) throws Busy {
        return ask(() -> chosen(instrument, seat -> seat.runs() || seat.coded(), Seat::end));
    }

    public Answer why(String reason, String text, String instrument) throws Busy {
        Optional<Reason> known = Reason.of(reason);
        if (known.isEmpty()) {
            return Answer.refused("whyReason");
        }
        String plain = text.strip().replaceAll("\\p{Cntrl}+", " ");
        if (plain.codePointCount(0, plain.length()) > TEXT_MAX) {
            return Answer.refused("whyLong");
        }
        return ask(() -> chosen(instrument, Seat::runs, seat -> seat.tellWhy(known.get(), plain)));
    }

    /** How each instrument is. */
    public List<SeatView> look() throws Busy {
        return ask(() -> {
            Instant now = serverNow.get();
            return seats.values().stream().map(seat -> seat.view(plan, now)).toList();
        });
    }

    /** The time by which bookings count: the server's, as well as it is known. */
    public Instant now() {
        return serverNow.get();
    }

    private Optional<Seat> seat(String instrument) {
        return Optional.ofNullable(seats.get(instrument));
    }

    /** The named instrument, else the only one, else the only one to which it can apply. */
    private Answer chosen(
            String instrument,
            java.util.function.Predicate<Seat> fits,
            java.util.function.Function<Seat, Answer> deed) {
        if (!instrument.isEmpty()) {
            return seat(instrument).map(deed).orElse(Answer.refused("unknownInstrument"));
        }
        List<Seat> candidates = seats.size() == 1
                ? List.copyOf(seats.values())
                : seats.values().stream().filter(fits).toList();
        return candidates.size() == 1
                ? deed.apply(candidates.get(0))
                : Answer.refused(candidates.isEmpty() ? "nothingRuns" : "which");
    }

    /** Has the agent's thread answer, and waits until the answer is on disk. */
    private <T> T ask(Supplier<T> question) throws Busy {
        CompletableFuture<T> answer = new CompletableFuture<>();
        mailbox.execute(() -> {
            try {
                T said = question.get();
                answers.add(() -> answer.complete(said));
            } catch (JournalFailure e) {
                answer.completeExceptionally(e);
                throw e;
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new Busy(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy(e);
        }
    }
}
