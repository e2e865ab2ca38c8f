package io.weiyi.agent.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small sentence about signals that is true, false or not known:
 *
 * <pre>
 * rule  = side { "or" side }
 * side  = part { "and" part }
 * part  = "not" part | "(" rule ")" | "yes" | "no" | signal
 * </pre>
 *
 * An unknown signal makes the rule unknown only where the answer hangs on it: {@code no and ?} is no, {@code yes or ?} is yes.
 */
public final class Rule {
    /** Longer than any sensible rule; it also bounds how deep one can nest. */
    private static final int LENGTH_MAX = 200;

    private static final Pattern WORD = Pattern.compile("\\s*([a-z.]+|[()]|\\S)");

    private final String text;
    private final Set<Signal> signals;
    private final Term term;

    private Rule(String text, Set<Signal> signals, Term term) {
        this.text = text;
        this.signals = Set.copyOf(signals);
        this.term = term;
    }

    /** One part of a rule. */
    private interface Term {
        Truth test(Function<Signal, Truth> seen);
    }

    public static Rule parse(String text) throws RuleError {
        if (text.length() > LENGTH_MAX) {
            throw new RuleError("the rule is longer than " + LENGTH_MAX + " characters");
        }
        Reader reader = new Reader(text.toLowerCase(Locale.ROOT));
        Term term = reader.rule();
        if (!reader.words.isEmpty()) {
            throw new RuleError("'" + reader.words.peek() + "' is not expected there");
        }
        return new Rule(text.strip(), reader.signals, term);
    }

    private static final class Reader {
        private final Deque<String> words = new ArrayDeque<>();
        private final Set<Signal> signals = EnumSet.noneOf(Signal.class);

        Reader(String text) {
            Matcher matcher = WORD.matcher(text.strip());
            while (matcher.find()) {
                words.add(matcher.group(1));
            }
        }

        Term rule() throws RuleError {
            Term left = side();
            while (next("or")) {
                Term one = left;
                Term two = side();
                left = seen -> one.test(seen).or(two.test(seen));
            }
            return left;
        }

        private Term side() throws RuleError {
            Term left = part();
            while (next("and")) {
                Term one = left;
                Term two = part();
                left = seen -> one.test(seen).and(two.test(seen));
            }
            return left;
        }

        private Term part() throws RuleError {
            if (next("not")) {
                Term inner = part();
                return seen -> inner.test(seen).not();
            }
            if (next("(")) {
                Term inner = rule();
                if (!next(")")) {
                    throw new RuleError("a ')' is missing");
                }
                return inner;
            }
            String word = words.poll();
            if (word == null) {
                throw new RuleError("a signal is missing at the end");
            }
            if (word.equals("yes") || word.equals("no")) {
                Truth fixed = Truth.of(word.equals("yes"));
                return seen -> fixed;
            }
            Signal signal = Signal.of(word).orElseThrow(() -> new RuleError("'" + word + "' is no signal"));
            signals.add(signal);
            return seen -> seen.apply(signal);
        }

        private boolean next(String word) {
            if (word.equals(words.peek())) {
                words.remove();
                return true;
            }
            return false;
        }
    }

    public Truth test(Function<Signal, Truth> seen) {
        return term.test(seen);
    }

    /** What the rule speaks of. */
    public Set<Signal> signals() {
        return signals;
    }

    @Override
    public String toString() {
        return text;
    }
}
