package io.weiyi.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.money.Quantity;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.Months;
import io.weiyi.pricing.LineKind;
import io.weiyi.pricing.PricedLine;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChargeTest {

    private static final Instant NOW = Instant.parse("2026-11-02T01:00:00Z");
    private static final YearMonth MONTH = YearMonth.of(2026, 11);

    @Test
    void moves_wholeTable_isWhatTheDomainSays() {
        List<String> legal = new ArrayList<>();
        for (ChargeStatus status : ChargeStatus.values()) {
            for (ChargeMove move : ChargeMove.values()) {
                status.after(move).ifPresent(next -> legal.add(status + " " + move + " " + next));
            }
        }
        assertThat(legal)
                .containsExactlyInAnyOrder(
                        "UNCONFIRMED CONFIRM CONFIRMED",
                        "UNCONFIRMED ACCEPT UNCONFIRMED",
                        "UNCONFIRMED DISPUTE DISPUTED",
                        "CONFIRMED ACCEPT CONFIRMED",
                        "CONFIRMED DISPUTE DISPUTED",
                        "CONFIRMED ASK_INVOICE INVOICE_ASKED",
                        "DISPUTED CONFIRM CONFIRMED",
                        "DISPUTED ACCEPT UNCONFIRMED",
                        "INVOICE_ASKED INVOICE INVOICED",
                        "INVOICED INVOICE INVOICED",
                        "INVOICED PAY PAID");
    }

    @Test
    void accept_twice_isRefusedUntilADisputeTakesItBack() {
        Charge charge = charge();
        charge.move(ChargeMove.ACCEPT, 9, null, NOW);
        assertThatThrownBy(() -> charge.move(ChargeMove.ACCEPT, 9, null, NOW))
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.type()).isEqualTo("/problems/illegal-transition"));
        charge.move(ChargeMove.DISPUTE, 9, "too much", NOW);
        charge.move(ChargeMove.ACCEPT, 9, null, NOW);
        assertThat(charge.status()).isEqualTo(ChargeStatus.UNCONFIRMED);
    }

    @Test
    void move_illegal_namesTheMoveAsCallersWriteIt() {
        assertThatThrownBy(() -> charge().move(ChargeMove.ASK_INVOICE, 9, null, NOW))
                .isInstanceOfSatisfying(Problem.class, p -> {
                    assertThat(p.status()).isEqualTo(409);
                    assertThat(p.detail()).contains("UNCONFIRMED").contains("ask-invoice");
                });
    }

    @Test
    void reverse_live_endsItAndGivesItsNegative() {
        Charge charge = charge();
        Charge reversal = charge.reverse(MONTH.plusMonths(2), NOW);
        assertThat(charge.status()).isEqualTo(ChargeStatus.REVERSED);
        assertThat(reversal.status()).isEqualTo(ChargeStatus.REVERSED);
        assertThat(reversal.total()).isEqualTo(charge.total().negated());
        assertThat(reversal.subject()).isEqualTo(charge.subject());
        assertThat(reversal.postingMonth()).isEqualTo(MONTH.plusMonths(2));
        assertThat(charge.postingMonth()).isEqualTo(MONTH);
        assertThatThrownBy(() -> charge.reverse(MONTH, NOW)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> reversal.reverse(MONTH, NOW)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void bill_withoutLines_isRefused() {
        assertThatThrownBy(() ->
                        new Bill(new ChargeSubject(SubjectKind.BOOKING, 1), 2, 3, null, MONTH, List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"2026-11, true", "2026-13, false", "2026-1, false", "1999-01, false", "2026-11-01, false", "x, false"})
    void months_onlyYearAndMonth(String text, boolean good) {
        assertThat(Months.parse(text).isPresent()).isEqualTo(good);
        Checks checks = new Checks();
        assertThat(Months.optional(text, "month", checks) != null).isEqualTo(good);
        assertThat(checks.isEmpty()).isEqualTo(good);
        assertThat(Months.optional(" ", "month", checks)).isNull();
    }

    private static Charge charge() {
        PricedLine line =
                new PricedLine(LineKind.USE, "zh", "en", Quantity.of(1), "h", Fen.of(20_000), Fen.of(20_000), 7, 1);
        return new Charge(
                new Bill(new ChargeSubject(SubjectKind.BOOKING, 1), 2, 3, 4L, MONTH, List.of(line), List.of()),
                MONTH,
                NOW);
    }
}
