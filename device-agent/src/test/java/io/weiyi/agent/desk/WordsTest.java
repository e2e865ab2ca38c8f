package io.weiyi.agent.desk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void words_everyKey_saidInBothLanguages() {
        Words zh = Words.of("zh");
        Words en = Words.of("en-GB");
        assertThat(zh.keys()).isEqualTo(en.keys());
        for (String key : zh.keys()) {
            assertThat(zh.say(key)).isNotBlank();
            assertThat(en.say(key).contains("{0}"))
                    .as(key)
                    .isEqualTo(zh.say(key).contains("{0}"));
            assertThat(en.say(key).contains("{1}"))
                    .as(key)
                    .isEqualTo(zh.say(key).contains("{1}"));
        }
    }
}
