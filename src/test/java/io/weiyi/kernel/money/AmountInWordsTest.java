package io.weiyi.kernel.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountInWordsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 零元整",
        "1, 壹分",
        "10, 壹角整",
        "56, 伍角陆分",
        "100, 壹元整",
        "105, 壹元零伍分",
        "150, 壹元伍角整",
        "1000, 壹拾元整",
        "1100, 壹拾壹元整",
        "10100, 壹佰零壹元整",
        "11000, 壹佰壹拾元整",
        "100100, 壹仟零壹元整",
        "101000, 壹仟零壹拾元整",
        "140950, 壹仟肆佰零玖元伍角整",
        "600714, 陆仟零柒元壹角肆分",
        "168032, 壹仟陆佰捌拾元叁角贰分",
        "32504, 叁佰贰拾伍元零肆分",
        "1640902, 壹万陆仟肆佰零玖元零贰分",
        "10700053, 壹拾万柒仟元伍角叁分",
        "1000000, 壹万元整",
        "1000100, 壹万零壹元整",
        "1010000, 壹万零壹佰元整",
        "100000000, 壹佰万元整",
        "109000000, 壹佰零玖万元整",
        "100000001, 壹佰万元零壹分",
        "10000000000, 壹亿元整",
        "10000000100, 壹亿零壹元整",
        "10001000000, 壹亿零壹万元整",
        "11000000000, 壹亿壹仟万元整",
        "125000000000, 壹拾贰亿伍仟万元整",
        "1000000000000, 壹佰亿元整",
        "1000000000000000, 壹拾万亿元整",
        "-140950, 负壹仟肆佰零玖元伍角整"
    })
    void of_amount_isWrittenByTheRules(long fen, String words) {
        assertThat(AmountInWords.of(Fen.of(fen))).isEqualTo(words);
    }

    @Test
    void of_extremes_doNotOverflow() {
        assertThat(AmountInWords.of(Fen.of(Long.MAX_VALUE))).startsWith("玖亿").endsWith("元零柒分");
        assertThat(AmountInWords.of(Fen.of(Long.MIN_VALUE))).startsWith("负玖亿").endsWith("元零捌分");
    }

    @Test
    void of_differentAmounts_neverReadTheSame() {
        Set<String> seen = new HashSet<>();
        for (long fen = 0; fen < 300_000; fen++) {
            String words = AmountInWords.of(Fen.of(fen * 37));
            assertThat(words).doesNotContain("零零").doesNotContain("零元元");
            assertThat(seen.add(words)).as(words).isTrue();
        }
    }
}
