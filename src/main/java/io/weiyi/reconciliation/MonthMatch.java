package io.weiyi.reconciliation;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a month's matching stands.
 *
 * @param matched how many pairs are matched
 * @param stepsDone how far a run has come, of {@code steps}
 * @param finishedAt when the last whole run ended; null when there was none yet
 * @param rules what each rule has matched
 * @param discrepancies all but the cleared ones, the largest first
 */
public record MonthMatch(
        YearMonth month,
        long matched,
        int stepsDone,
        int steps,
        @Nullable Instant finishedAt,
        List<ByRule> rules,
        List<Discrepancy> discrepancies) {

    public MonthMatch {
        rules = List.copyOf(rules);
        discrepancies = List.copyOf(discrepancies);
    }

    /** What one rule has matched in the month. */
    public record ByRule(String link, String rule, int confidence, long count, long amountFen) {}
}
