package io.weiyi.agent.plug;

import static io.weiyi.agent.plug.PlugFormat.SHELLY;
import static io.weiyi.agent.plug.PlugFormat.SHELLY_PLUS;
import static io.weiyi.agent.plug.PlugFormat.TASMOTA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weiyi.agent.home.Refusal;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in the shapes that the firmwares send. */
class PlugFormatTest {
    private static final String TASMOTA_ONE =
            "{\"Time\":\"2026-11-23T08:00:10\",\"ENERGY\":{\"TotalStartTime\":\"2026-01-07T10:11:12\",\"Total\":12.345,"
                    + "\"Yesterday\":0.5,\"Today\":0.25,\"Period\":2,\"Power\":134,\"ApparentPower\":140,"
                    + "\"ReactivePower\":40,\"Factor\":0.96,\"Voltage\":229,\"Current\":0.611}}";
    private static final String TASMOTA_TWO =
            "{\"Time\":\"2026-11-23T08:00:10\",\"Switch1\":\"OFF\",\"ANALOG\":{\"Temperature\":52.5},\"ENERGY\":{"
                    + "\"Total\":3.262,\"Power\":[23.63,67.17],\"Voltage\":229.3,\"Current\":[0.103,0.293]}}";
    private static final String TASMOTA_ASKED = "{\"StatusSNS\":" + TASMOTA_ONE + "}";
    private static final String SHELLY_METER =
            "{\"power\":8.63,\"overpower\":0.00,\"is_valid\":true,\"timestamp\":1795420810,"
                    + "\"counters\":[8.401,8.590,8.567],\"total\":24104}";
    private static final String PLUS_STATUS =
            "{\"id\":0,\"source\":\"init\",\"output\":true,\"apower\":411.7,\"voltage\":229.9,\"current\":1.842,"
                    + "\"aenergy\":{\"total\":5432.1,\"by_minute\":[6800.1,6790.3,6788.0],\"minute_ts\":1795420800},"
                    + "\"temperature\":{\"tC\":41.2,\"tF\":106.2}}";
    private static final String PLUS_NOTICE =
            "{\"src\":\"shellyplusplugs-e465b8f0\",\"dst\":\"shellyplusplugs-e465b8f0/events\",\"method\":\"NotifyStatus\","
                    + "\"params\":{\"ts\":1795420811.12,\"switch:0\":{\"id\":0,\"apower\":12.3}}}";
    private static final String PLUS_NOTICE_WITHOUT =
            "{\"src\":\"shellyplusplugs-e465b8f0\",\"dst\":\"shellyplusplugs-e465b8f0/events\",\"method\":\"NotifyStatus\","
                    + "\"params\":{\"ts\":1795420811.12,\"switch:0\":{\"id\":0,\"aenergy\":{\"total\":1.0}}}}";

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(TASMOTA, TASMOTA_ONE, 0, 134.0),
                Arguments.of(TASMOTA, TASMOTA_ONE, 1, null),
                Arguments.of(TASMOTA, TASMOTA_TWO, 0, 23.63),
                Arguments.of(TASMOTA, TASMOTA_TWO, 1, 67.17),
                Arguments.of(TASMOTA, TASMOTA_TWO, 2, null),
                Arguments.of(TASMOTA, TASMOTA_ASKED, 0, 134.0),
                Arguments.of(TASMOTA, "{\"StatusSNS\":{\"Time\":\"2026-11-23T08:00:10\"}}", 0, null),
                Arguments.of(TASMOTA, "{\"WARNING\":\"Need user=<username>&password=<password>\"}", 0, null),
                Arguments.of(SHELLY, "134.05", 0, 134.05),
                Arguments.of(SHELLY, " 0.00\n", 0, 0.0),
                Arguments.of(SHELLY, "on", 0, null),
                Arguments.of(SHELLY, "NaN", 0, null),
                Arguments.of(SHELLY, SHELLY_METER, 0, 8.63),
                Arguments.of(SHELLY, SHELLY_METER.replace("true", "false"), 0, null),
                Arguments.of(SHELLY_PLUS, PLUS_STATUS, 0, 411.7),
                Arguments.of(SHELLY_PLUS, PLUS_STATUS, 1, null),
                Arguments.of(SHELLY_PLUS, PLUS_STATUS.replace("411.7", "-3.5"), 0, 3.5),
                Arguments.of(SHELLY_PLUS, PLUS_NOTICE, 0, 12.3),
                Arguments.of(SHELLY_PLUS, PLUS_NOTICE, 1, null),
                Arguments.of(SHELLY_PLUS, PLUS_NOTICE_WITHOUT, 0, null),
                Arguments.of(SHELLY_PLUS, "{\"params\":{\"sys\":{\"available_updates\":{}}}}", 0, null));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void watts_messageOfThatMake_readOrLeft(PlugFormat format, String text, int channel, Double expected) {
        var watts = format.watts(text, channel);

        if (expected == null) {
            assertThat(watts).isEmpty();
        } else {
            assertThat(watts).hasValue(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"x\"",
                "{\"ENERGY\":7}",
                "{\"ENERGY\":{\"Power\":\"many\"}}",
                "{\"apower\":1e300}"
            })
    void watts_nonsense_left(String text) {
        for (PlugFormat format : PlugFormat.values()) {
            assertThat(format.watts(text, 0)).as(format + " " + text).isEmpty();
        }
    }

    @Test
    void parse_addresses_taken() throws Refusal {
        assertThat(PlugAddress.parse("tasmota http://192.0.2.20/"))
                .isEqualTo(new PlugAddress(TASMOTA, "", "http://192.0.2.20", 0));
        assertThat(PlugAddress.parse("shelly-plus http://plug.lab:8080 1"))
                .isEqualTo(new PlugAddress(SHELLY_PLUS, "", "http://plug.lab:8080", 1));
        assertThat(PlugAddress.parse("shelly mqtt shellyplug-s-0A1B2C"))
                .isEqualTo(new PlugAddress(SHELLY, "shellyplug-s-0A1B2C", "", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tasmota",
                "zigbee http://192.0.2.20",
                "tasmota https://192.0.2.20",
                "tasmota http://192.0.2.20/cm?cmnd=Power%20off",
                "tasmota http://192.0.2.20/cm",
                "tasmota http://user:password@192.0.2.20",
                "tasmota file:///etc/passwd",
                "shelly mqtt #",
                "shelly mqtt a b"
            })
    void parse_anythingElse_refused(String text) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> PlugAddress.parse(text))
                .withMessageContaining("is not understood");
    }
}
