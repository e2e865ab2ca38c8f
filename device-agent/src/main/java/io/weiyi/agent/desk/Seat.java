package io.weiyi.agent.desk;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.desk.DeskPlan.Booked;
import io.weiyi.agent.hook.HookDriver;
import io.weiyi.agent.reading.Cause;
import io.weiyi.agent.reading.Content;
import io.weiyi.agent.reading.Control;
import io.weiyi.agent.reading.ReadingType;
import io.weiyi.agent.session.Controls;
import io.weiyi.agent.session.InstrumentWatch;
import io.weiyi.agent.session.Notes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The place in front of one instrument: who sits there by which booking, and what is due when its time is over. */
final class Seat {
    /** As for the server: so long before a booking its use may begin. */
    static final Duration EARLY = Duration.ofMinutes(30);

    private final InstrumentWatch watch;
    private final Controls controls;
    private final HookDriver hooks;
    private final Notes notes;
    private final Duration closing;
    private @Nullable Content open;
    private @Nullable Content last;
    /** The booking whose code was typed. */
    private @Nullable Booked coded;
    /** The booking that the open session serves; kept here, for the server names it no longer once its time is over. */
    private @Nullable Booked serving;

    private String why = "";
    private String whySid = "";
    private String reminded = "";
    private String overran = "";
    private String kept = "";

    Seat(InstrumentWatch watch, Controls controls, HookDriver hooks, Notes notes, Duration closing) {
        this.watch = watch;
        this.controls = controls;
        this.hooks = hooks;
        this.notes = notes;
        this.closing = closing;
        notes.note(key()).ifPresent(this::restore);
    }

    private String key() {
        return "seat." + watch.instrument();
    }

    HookDriver hooks() {
        return hooks;
    }

    boolean runs() {
        return open != null;
    }

    boolean coded() {
        return coded != null;
    }

    /** A reading of a session of this instrument was written. */
    void saw(Content content) {
        if (content.type() == ReadingType.SESSION_END) {
            last = content;
            open = null;
        } else if (content.type() == ReadingType.SESSION_START || content.type() == ReadingType.SESSION_TICK) {
            open = content;
        }
    }

    /** The booking by code, as long as its time is not over. */
    Optional<Booked> codedNow(Instant now) {
        Booked booking = coded;
        return booking != null && now.isBefore(booking.endsBefore()) ? Optional.of(booking) : Optional.empty();
    }

    Answer begin(Booked booking, DeskPlan plan, Instant now) {
        if (now.isBefore(booking.startsAt().minus(EARLY))) {
            return Answer.refused("tooEarly", booking.startsAt().minus(EARLY).toString());
        }
        if (!now.isBefore(booking.endsBefore())) {
            return Answer.refused("over", booking.endsBefore().toString());
        }
        Optional<Booked> other = plan.now(watch.instrument(), now).filter(b -> !b.id().equals(booking.id()));
        if (other.isPresent()) {
            return Answer.refused("taken", other.get().endsBefore().toString());
        }
        coded = booking;
        controls.act(open, booking.id(), Control.of("start"));
        watch.rebind(booking.id());
        keep();
        return Answer.done(
                runs() ? "startedRunning" : "started", booking.endsBefore().toString());
    }

    Answer end() {
        Content session = open;
        Booked booking = coded;
        if (session == null && booking == null) {
            return Answer.refused("nothingRuns");
        }
        String id = session != null ? session.booking() : booking == null ? null : booking.id();
        controls.act(session, id, Control.of("end"));
        watch.end(Cause.USER, closing);
        coded = null;
        keep();
        return Answer.done(session == null ? "endedUnused" : "ended");
    }

    Answer tellWhy(Reason reason, String text) {
        Content session = whyOf();
        if (session == null) {
            return Answer.refused("whyNothing");
        }
        Control control = Control.of("why").with("why", reason.text());
        controls.act(session, null, text.isEmpty() ? control : control.with("text", text));
        why = reason.text();
        whySid = String.valueOf(session.sid());
        keep();
        return Answer.done("whyKept");
    }

    /** The session without a booking that a reason would be for: the one that runs, else the one before. */
    private @Nullable Content whyOf() {
        Content session = open == null ? last : open;
        return session == null || session.booking() != null ? null : session;
    }

    /** Does what is due; called often. */
    void work(DeskPlan plan, Instant now, Reminder reminder) {
        Booked typed = coded;
        if (typed != null) {
            Optional<Booked> known = plan.booking(typed.id());
            // Cancelled, moved or over: the code speaks for what the server says now.
            coded = now.isBefore(typed.endsBefore()) ? known.orElse(null) : null;
        }
        follow(plan, now);
        Booked booking = serving;
        if (open != null && booking != null) {
            mindTheEnd(booking, plan, now, reminder);
        }
        keep();
        hooks.work(
                due(plan, now).map(b -> new HookDriver.Window(b.id(), b.endsBefore())),
                plan.rules(watch.instrument()).hooks());
    }

    /** A session that runs as a booked window opens belongs to that booking, here as on the server. */
    private void follow(DeskPlan plan, Instant now) {
        Content session = open;
        if (session == null) {
            serving = null;
            return;
        }
        if (session.booking() == null) {
            codedNow(now).or(() -> plan.now(watch.instrument(), now)).ifPresent(b -> watch.rebind(b.id()));
        }
        String id = open == null ? null : open.booking();
        Booked before = serving;
        serving = id == null
                ? null
                : plan.booking(id).orElse(before != null && before.id().equals(id) ? before : null);
    }

    private void mindTheEnd(Booked booking, DeskPlan plan, Instant now, Reminder reminder) {
        DeskPlan.Rules rules = plan.rules(watch.instrument());
        if (!now.isBefore(booking.endsBefore().minus(rules.remind())) && !reminded.equals(booking.id())) {
            reminded = booking.id();
            reminder.remind(watch.instrument(), rules.endOverrun() ? "remindEnd" : "remindRun", booking.endsBefore());
        }
        if (now.isBefore(booking.endsBefore())) {
            return;
        }
        boolean end = rules.endOverrun() && !now.isBefore(endsAt(booking, plan, rules));
        if (!end && !rules.endOverrun() && !overran.equals(booking.id())) {
            overran = booking.id();
            controls.act(open, booking.id(), Control.of("overrun").with("policy", "run"));
        } else if (end) {
            controls.act(open, booking.id(), Control.of("overrun").with("policy", "end"));
            watch.end(Cause.OVERRUN, closing);
            coded = null;
            reminder.remind(watch.instrument(), "endedOverrun", booking.endsBefore());
        }
    }

    /** Overtime never goes into the next booking, however patient the owner is. */
    private Instant endsAt(Booked booking, DeskPlan plan, DeskPlan.Rules rules) {
        Instant latest = booking.endsBefore().plus(rules.patience());
        return plan.next(watch.instrument(), booking.endsBefore())
                .map(Booked::startsAt)
                .filter(next -> next.isBefore(latest))
                .orElse(latest);
    }

    /** The booking for which the instrument is to be open: whose time it is, who came early, who is still there. */
    private Optional<Booked> due(DeskPlan plan, Instant now) {
        return plan.now(watch.instrument(), now)
                .or(() -> codedNow(now))
                .or(() -> open == null ? Optional.empty() : Optional.ofNullable(serving));
    }

    SeatView view(DeskPlan plan, Instant now) {
        DeskPlan.Rules rules = plan.rules(watch.instrument());
        Content session = open;
        Booked booking = session != null && serving != null
                ? serving
                : codedNow(now)
                        .or(() -> plan.now(watch.instrument(), now))
                        .filter(b -> session == null)
                        .orElse(null);
        boolean late = booking != null && !now.isBefore(booking.endsBefore().minus(rules.remind()));
        Content unbooked = whyOf();
        return new SeatView(
                watch.instrument(),
                rules.nameZh(),
                rules.nameEn(),
                session != null,
                watch.view().map(view -> view.counters().runSeconds()).orElse(0L),
                booking,
                booking != null && coded != null && coded.id().equals(booking.id()),
                plan.next(watch.instrument(), now).map(Booked::startsAt).orElse(null),
                booking != null && session != null && rules.endOverrun() ? endsAt(booking, plan, rules) : null,
                session != null && late,
                unbooked != null && whySid.equals(unbooked.sid()) ? why : "",
                unbooked != null);
    }

    /** Keeps what must outlive a kill, when it has changed. */
    private void keep() {
        Map<String, Object> state = new LinkedHashMap<>();
        put(state, "coded", coded);
        put(state, "serving", serving);
        state.put("why", why);
        state.put("whySid", whySid);
        state.put("reminded", reminded);
        state.put("overran", overran);
        try {
            String text = JSON.std.asString(state);
            if (!text.equals(kept)) {
                kept = text;
                notes.keepNote(key(), text);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a map of texts has a JSON form", e);
        }
    }

    private static void put(Map<String, Object> state, String name, @Nullable Booked booking) {
        if (booking != null) {
            state.put(
                    name,
                    Map.of(
                            "id", booking.id(),
                            "startsAt", booking.startsAt().toString(),
                            "endsBefore", booking.endsBefore().toString(),
                            "label", booking.label()));
        }
    }

    private void restore(String text) {
        try {
            Map<String, Object> state = JSON.std.mapFrom(text);
            coded = booked(state.get("coded"));
            serving = booked(state.get("serving"));
            why = String.valueOf(state.getOrDefault("why", ""));
            whySid = String.valueOf(state.getOrDefault("whySid", ""));
            reminded = String.valueOf(state.getOrDefault("reminded", ""));
            overran = String.valueOf(state.getOrDefault("overran", ""));
            kept = text;
        } catch (IOException | RuntimeException e) {
            System.getLogger(Seat.class.getName())
                    .log(System.Logger.Level.WARNING, "what was kept of {0} cannot be read", watch.instrument());
        }
    }

    private @Nullable Booked booked(@Nullable Object kept) {
        return kept instanceof Map<?, ?> map
                ? new Booked(
                        String.valueOf(map.get("id")),
                        watch.instrument(),
                        Instant.parse(String.valueOf(map.get("startsAt"))),
                        Instant.parse(String.valueOf(map.get("endsBefore"))),
                        "",
                        String.valueOf(map.get("label")))
                : null;
    }

    /** Tells the person something without being asked. */
    interface Reminder {
        void remind(String instrument, String key, Instant at);
    }
}
