package io.weiyi.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {
    /** Signals are given as {@code process=yes cpu=unknown}; the others are no. */
    private static Truth test(String rule, String seen) throws RuleError {
        Map<Signal, Truth> truths = new EnumMap<>(Signal.class);
        for (String one : seen.split(" ")) {
            if (!one.isEmpty()) {
                String[] parts = one.split("=");
                truths.put(Signal.of(parts[0]).orElseThrow(), Truth.valueOf(parts[1].toUpperCase(Locale.ROOT)));
            }
        }
        return Rule.parse(rule).test(signal -> truths.getOrDefault(signal, Truth.NO));
    }

    @ParameterizedTest
    @CsvSource({
        "process, process=yes, YES",
        "process, '', NO",
        "PROCESS And Power.On, process=yes power.on=yes, YES",
        "process and power.on, process=yes power.on=unknown, UNKNOWN",
        "process and power.on, power.on=unknown, NO",
        "cpu or power.run, cpu=yes power.run=unknown, YES",
        "cpu or power.run, power.run=unknown, UNKNOWN",
        "not login, login=unknown, UNKNOWN",
        "not login, '', YES",
        "process or cpu and input, process=yes, YES",
        "(process or cpu) and input, process=yes, NO",
        "not (process and cpu) and not input, process=yes, YES",
        "yes, '', YES",
        "no or yes, '', YES",
    })
    void test_rule_threeValued(String rule, String seen, Truth expected) throws RuleError {
        assertThat(test(rule, seen)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "process and|missing at the end",
                "(process|')' is missing",
                "process cpu|'cpu' is not expected there",
                "powder.on|'powder.on' is no signal",
                "process & cpu|'&' is not expected there",
                "process)|')' is not expected there",
            })
    void parse_mistake_saysWhere(String rule, String sentence) {
        assertThatExceptionOfType(RuleError.class)
                .isThrownBy(() -> Rule.parse(rule))
                .withMessageContaining(sentence);
    }

    @Test
    void parse_endless_refused() {
        assertThatExceptionOfType(RuleError.class).isThrownBy(() -> Rule.parse("(".repeat(100_000)));
        assertThatExceptionOfType(RuleError.class).isThrownBy(() -> Rule.parse("(".repeat(200)));
    }

    @Test
    void signals_ofARule_areThoseItNames() throws RuleError {
        assertThat(Rule.parse("process and not (cpu or cpu)").signals())
                .containsExactlyInAnyOrder(Signal.PROCESS, Signal.CPU);
    }
}
