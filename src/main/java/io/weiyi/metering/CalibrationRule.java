package io.weiyi.metering;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether agents understand a rule: {@code rule = side { "or" side }}, {@code side = part { "and" part }},
 * {@code part = "not" part | "(" rule ")" | "yes" | "no" | signal}. Only agents judge by it; here it is just read.
 */
final class CalibrationRule {

    static final int LENGTH_MAX = 200;
    private static final Set<String> SIGNALS =
            Set.of("process", "cpu", "login", "input", "power.on", "power.run", "yes", "no");
    private static final Pattern WORD = Pattern.compile("\\s*([a-z.]+|[()]|\\S)");

    private final Deque<String> words = new ArrayDeque<>();

    private CalibrationRule(String text) {
        Matcher matcher = WORD.matcher(text.strip().toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            words.add(matcher.group(1));
        }
    }

    /** What is wrong with a rule, null when nothing is. */
    static @Nullable String problem(String text) {
        if (text.length() > LENGTH_MAX) {
            return "must have at most " + LENGTH_MAX + " characters";
        }
        CalibrationRule rule = new CalibrationRule(text);
        return rule.rule() && rule.words.isEmpty()
                ? null
                : "must be signals (process, cpu, login, input, power.on, power.run, yes, no) joined by and, or, not and brackets";
    }

    private boolean rule() {
        do {
            if (!side()) {
                return false;
            }
        } while (next("or"));
        return true;
    }

    private boolean side() {
        do {
            if (!part()) {
                return false;
            }
        } while (next("and"));
        return true;
    }

    private boolean part() {
        if (next("not")) {
            return part();
        }
        if (next("(")) {
            return rule() && next(")");
        }
        String word = words.poll();
        return word != null && SIGNALS.contains(word);
    }

    private boolean next(String word) {
        return word.equals(words.peek()) && words.remove() != null;
    }
}
