package io.weiyi.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weiyi.kernel.money.Fen;
import io.weiyi.ledger.LedgerPosting.Side;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerPostingTest {

    @Test
    void posting_balanced_isAccepted() {
        assertThat(posting(side("a", 5), side("b", -3), side("c", -2)).sides()).hasSize(3);
    }

    @Test
    void posting_unbalancedOrOneSided_isRefused() {
        assertThatThrownBy(() -> posting(side("a", 5), side("b", -4))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(LedgerPostingTest::posting).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> side("a", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void posting_overflow_isRefusedInsteadOfWrapped() {
        assertThatThrownBy(() -> posting(side("a", Long.MAX_VALUE), side("b", Long.MAX_VALUE), side("c", 2)))
                .isInstanceOf(ArithmeticException.class);
    }

    private static LedgerPosting posting(Side... sides) {
        return new LedgerPosting("test", "test", "1", YearMonth.of(2026, 11), "a test", List.of(sides));
    }

    private static Side side(String account, long fen) {
        return new Side(account, Fen.of(fen));
    }
}
