package io.weiyi.ledger;

import io.weiyi.kernel.money.Fen;
import java.time.YearMonth;
import java.util.List;

/**
 * A balanced set of entries (分录) for one business fact, posted once.
 *
 * @param kind what happened, such as {@code charge}
 * @param refKind what the fact is about, such as {@code charge}
 * @param refId its id
 * @param postingMonth the month it counts in
 * @param text what happened, for a person
 * @param sides at least two, none zero, together zero
 */
public record LedgerPosting(
        String kind, String refKind, String refId, YearMonth postingMonth, String text, List<Side> sides) {

    public LedgerPosting {
        sides = List.copyOf(sides);
        if (sides.size() < 2) {
            throw new IllegalArgumentException("a posting must have at least two sides");
        }
        Fen sum = sides.stream().map(Side::amount).reduce(Fen.ZERO, Fen::plus);
        if (!sum.isZero()) {
            throw new IllegalArgumentException("the sides of a posting must sum to zero, not to " + sum);
        }
    }

    /**
     * One side of a posting.
     *
     * @param accountCode an account that exists
     * @param amount a debit is positive, a credit negative
     */
    public record Side(String accountCode, Fen amount) {

        public Side {
            if (amount.isZero()) {
                throw new IllegalArgumentException("a side must not be zero");
            }
        }
    }
}
