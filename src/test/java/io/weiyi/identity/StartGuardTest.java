package io.weiyi.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartGuardTest {

    @Test
    void isLoopback_tellsThisMachineFromOthers() {
        assertThat(StartGuard.isLoopback("127.0.0.1")).isTrue();
        assertThat(StartGuard.isLoopback("127.8.8.8")).isTrue();
        assertThat(StartGuard.isLoopback("::1")).isTrue();
        assertThat(StartGuard.isLoopback("localhost")).isTrue();
        assertThat(StartGuard.isLoopback("0.0.0.0")).isFalse();
        assertThat(StartGuard.isLoopback("::")).isFalse();
        assertThat(StartGuard.isLoopback("10.0.0.8")).isFalse();
        assertThat(StartGuard.isLoopback("no such host.invalid")).isFalse();
    }
}
