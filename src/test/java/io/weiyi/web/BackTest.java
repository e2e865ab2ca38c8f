package io.weiyi.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackTest {

    @Test
    void local_ownPath_kept() {
        assertThat(Back.local("/instruments/7?week=2026-11-23#book")).isEqualTo("/instruments/7?week=2026-11-23#book");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "//evil.example",
                "https://evil.example/",
                "/\\evil.example",
                "javascript:alert(1)",
                "/a\r\nSet-Cookie: x=y",
                "/%",
                "instruments"
            })
    void local_anythingElse_isTheFirstPage(String address) {
        assertThat(Back.local(address)).isEqualTo("/");
    }
}
