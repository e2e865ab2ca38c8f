package io.weiyi.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.kernel.money.Fen;
import org.junit.jupiter.api.Test;

/** A price in one line. */
class PriceTextTest {

    @Test
    void of_eachKindOfTariff_reads() {
        assertThat(PriceText.of(Fen.of(20000), Fen.ZERO, Fen.ZERO)).isEqualTo("200.00元/小时");
        assertThat(PriceText.of(Fen.of(123456), Fen.of(5000), Fen.of(100))).isEqualTo("1234.56元/小时，50.00元/样品，1.00元开机费");
        assertThat(PriceText.of(Fen.ZERO, Fen.ZERO, Fen.ZERO)).isEqualTo("免费");
        assertThat(PriceText.of(null, null, null)).isEqualTo("面议");
    }
}
