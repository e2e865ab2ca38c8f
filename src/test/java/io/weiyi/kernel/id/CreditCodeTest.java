package io.weiyi.kernel.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreditCodeTest {

    @ParameterizedTest
    @ValueSource(strings = {"91350100M000100Y43", "91110108551385082Q", " 91110108551385082q\t"})
    void parse_validCode_isCleaned(String typed) {
        assertThat(CreditCode.parse(typed).orElseThrow().value())
                .isEqualTo(typed.strip().toUpperCase(java.util.Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "91350100M000100Y4Z",
                "91350100M000100Y44",
                "91350100M000100Y4",
                "91350100M000100Y433",
                "９1350100M000100Y43",
                "91350100O000100Y43",
                "9135 100M000100Y43",
                ""
            })
    void parse_invalidCode_isEmpty(String typed) {
        assertThat(CreditCode.parse(typed)).isEmpty();
    }

    @Test
    void checkCharacter_remainderZero_isZero() {
        // The weighted sum of 17 zeros is 0: 31 minus 0 stands for 0.
        assertThat(CreditCode.checkCharacter("00000000000000000")).isEqualTo('0');
    }

    @Test
    void constructor_invalid_isRefused() {
        assertThatThrownBy(() -> new CreditCode("91350100M000100Y4Z")).isInstanceOf(IllegalArgumentException.class);
    }
}
