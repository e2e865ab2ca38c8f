package io.weiyi.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.activemq.artemis.core.security.CheckType;
import org.junit.jupiter.api.Test;

class BrokerRulesTest {

    private static final BrokerRules.Peer DEVICE = new BrokerRules.Peer("dev-a", false);
    private static final BrokerRules.Peer SERVER = new BrokerRules.Peer("weiyi-server-1", true);

    @Test
    void device_writesOnlyItsUsageAndState() {
        for (String own : List.of("weiyi.v1.dev-a.usage", "weiyi.v1.dev-a.state")) {
            assertThat(BrokerRules.allows(DEVICE, CheckType.SEND, own)).isTrue();
            assertThat(BrokerRules.allows(DEVICE, CheckType.CREATE_ADDRESS, own))
                    .isTrue();
        }
        for (String other : List.of(
                "weiyi.v1.dev-a.ack",
                "weiyi.v1.dev-a.config",
                "weiyi.v1.dev-b.usage",
                "weiyi.v1.dev-ab.usage",
                "weiyi.v1.dev-a.usage.more",
                "weiyi.v1.*.usage",
                "activemq.management",
                "$sys.mqtt.sessions",
                "")) {
            assertThat(BrokerRules.allows(DEVICE, CheckType.SEND, other))
                    .as(other)
                    .isFalse();
        }
    }

    @Test
    void device_readsOnlyItsAckAndConfig() {
        for (CheckType type :
                List.of(CheckType.CONSUME, CheckType.CREATE_DURABLE_QUEUE, CheckType.CREATE_NON_DURABLE_QUEUE)) {
            assertThat(BrokerRules.allows(DEVICE, type, "weiyi.v1.dev-a.ack")).isTrue();
            assertThat(BrokerRules.allows(DEVICE, type, "weiyi.v1.dev-a.config::dev-a.queue"))
                    .isTrue();
            for (String other :
                    List.of("weiyi.v1.dev-a.usage", "weiyi.v1.dev-b.ack", "weiyi.v1.*.ack", "weiyi.v1.dev-a.#", "#")) {
                assertThat(BrokerRules.allows(DEVICE, type, other)).as(other).isFalse();
            }
        }
        assertThat(BrokerRules.allows(DEVICE, CheckType.DELETE_ADDRESS, "weiyi.v1.dev-a.ack"))
                .isTrue();
        assertThat(BrokerRules.allows(DEVICE, CheckType.DELETE_ADDRESS, "weiyi.v1.dev-b.ack"))
                .isFalse();
        assertThat(BrokerRules.allows(DEVICE, CheckType.MANAGE, "weiyi.v1.dev-a.ack"))
                .isFalse();
    }

    @Test
    void device_subscribesToNothingElse() {
        assertThat(BrokerRules.allowsFilter(DEVICE, "weiyi/v1/dev-a/ack")).isTrue();
        assertThat(BrokerRules.allowsFilter(DEVICE, "weiyi/v1/dev-a/config")).isTrue();
        for (String other : List.of(
                "weiyi/v1/dev-a/usage",
                "weiyi/v1/dev-a/#",
                "weiyi/v1/+/ack",
                "weiyi/v1/dev-b/ack",
                "$share/ingest/weiyi/v1/+/usage",
                "$share/x/weiyi/v1/dev-a/ack",
                "#")) {
            assertThat(BrokerRules.allowsFilter(DEVICE, other)).as(other).isFalse();
        }
        assertThat(BrokerRules.allowsFilter(SERVER, "$share/ingest/weiyi/v1/+/usage"))
                .isTrue();
    }

    @Test
    void server_mayAll() {
        for (CheckType type : CheckType.values()) {
            assertThat(BrokerRules.allows(SERVER, type, "weiyi.v1.dev-a.ack")).isTrue();
        }
    }

    @Test
    void will_isForOnesOwnStateOnly() {
        assertThat(BrokerRules.allowsWill(DEVICE, "weiyi/v1/dev-a/state")).isTrue();
        assertThat(BrokerRules.allowsWill(DEVICE, "weiyi/v1/dev-a/usage")).isFalse();
        assertThat(BrokerRules.allowsWill(DEVICE, "weiyi/v1/dev-b/state")).isFalse();
    }
}
