package io.weiyi.agent.probe;

import io.weiyi.agent.reading.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A simulated day of an instrument: what is seen at each moment since the start of the script. Steps are separated by
 * {@code ;} or new lines; {@code #} begins a comment:
 *
 * <pre>
 * pause 10s     not in use
 * start         in use from here on (may be left out: the first active or idle starts the session)
 * active 40s    in use and working; 'run' means the same
 * idle 20s      in use, not working
 * end [cause]   the session ends, cause "exit" unless said
 * repeat        from the top, for ever; 'loop' means the same
 * </pre>
 *
 * A duration is a number with ms, s, m or h. Without {@code repeat} the instrument stays unused after the last step.
 */
public final class Script {
    private static final Pattern CAUSE = Pattern.compile("[a-z-]{1,32}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private final List<Span> spans;
    private final long lengthMillis;
    private final boolean repeats;
    private final String lastCause;

    private Script(List<Span> spans, long lengthMillis, boolean repeats, String lastCause) {
        this.spans = List.copyOf(spans);
        this.lengthMillis = lengthMillis;
        this.repeats = repeats;
        this.lastCause = lastCause;
    }

    /** One unchanging stretch; {@code session} counts the sessions of one round, 0 when not in use. */
    record Span(long fromMillis, long toMillis, int session, boolean active, String cause) {}

    /** A span and its place in time: which round, and when it begins and ends. */
    record Moment(Span span, long round, long fromMillis, long untilMillis) {}

    public static Script parse(String text) throws ScriptError {
        Builder builder = new Builder();
        for (String line : text.replaceAll("#[^\\n]*", "").split("[;\\n\\r]+")) {
            if (!line.isBlank()) {
                builder.add(line.strip());
            }
        }
        return builder.build();
    }

    /** Lays the steps one behind the other. */
    private static final class Builder {
        private final List<Span> spans = new ArrayList<>();
        private long at;
        private int sessions;
        private boolean open;
        private boolean repeats;
        private String cause = Cause.EXIT;

        void add(String step) throws ScriptError {
            if (repeats) {
                throw new ScriptError("nothing may follow 'repeat'");
            }
            String[] words = step.split("\\s+", 2);
            String argument = words.length > 1 ? words[1].strip() : "";
            switch (words[0].toLowerCase(Locale.ROOT)) {
                case "start" -> open();
                case "active", "run" -> {
                    open();
                    span(millis(step, argument), sessions, true);
                }
                case "idle" -> {
                    open();
                    span(millis(step, argument), sessions, false);
                }
                case "pause" -> {
                    open = false;
                    span(millis(step, argument), 0, false);
                }
                case "end" -> {
                    open = false;
                    cause = cause(step, argument);
                }
                case "repeat", "loop" -> repeats = true;
                default -> throw new ScriptError("step '" + step + "' is not known");
            }
        }

        private static String cause(String step, String argument) throws ScriptError {
            if (argument.isEmpty()) {
                return Cause.EXIT;
            }
            if (!CAUSE.matcher(argument).matches()) {
                throw new ScriptError("step '" + step + "' needs a cause of one word");
            }
            return argument;
        }

        private void open() {
            sessions += open ? 0 : 1;
            open = true;
        }

        private void span(long millis, int session, boolean active) {
            spans.add(new Span(at, at + millis, session, active, cause));
            at += millis;
        }

        Script build() throws ScriptError {
            if (at == 0) {
                throw new ScriptError("no step takes any time");
            }
            return new Script(spans, at, repeats, cause);
        }
    }

    private static long millis(String step, String text) throws ScriptError {
        Matcher duration = DURATION.matcher(text.replace(" ", ""));
        if (!duration.matches() || Long.parseLong(duration.group(1)) == 0) {
            throw new ScriptError("step '" + step + "' needs a duration such as 40s");
        }
        long number = Long.parseLong(duration.group(1));
        return switch (duration.group(2)) {
            case "ms" -> number;
            case "s" -> number * 1000;
            case "m" -> number * 60_000;
            default -> number * 3_600_000;
        };
    }

    /** What is seen some time after the start; after the end of a script without repeat, nothing for ever. */
    Moment at(long elapsedMillis) {
        long round = repeats ? elapsedMillis / lengthMillis : 0;
        long within = repeats ? elapsedMillis % lengthMillis : elapsedMillis;
        for (Span span : spans) {
            if (span.fromMillis() <= within && within < span.toMillis()) {
                long top = round * lengthMillis;
                return new Moment(span, round, top + span.fromMillis(), top + span.toMillis());
            }
        }
        Span after = new Span(lengthMillis, Long.MAX_VALUE, 0, false, lastCause);
        return new Moment(after, round, lengthMillis, Long.MAX_VALUE);
    }
}
