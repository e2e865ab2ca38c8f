package io.weiyi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.blob.BlobConfig;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** The embedded broker keeps the contract. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class EmbeddedBrokerContractIT extends BrokerContract {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    BlobConfig blobs;

    @Test
    void webSocket_inTls_isTheSameDoor() throws Exception {
        URI address = URI.create("wss://127.0.0.1:" + device.broker.getPort() + "/mqtt");
        MqttAsyncClient client = TestDevice.client(
                address, device.id, TestDevice.options(device.key, device.certificate, device.authority));
        try {
            assertThat(published(client, topic(other, "usage"))).isFalse();
            if (!client.isConnected()) {
                client.connect(TestDevice.options(device.key, device.certificate, device.authority))
                        .waitForCompletion(10_000);
            }
            client.publish(
                            topic(device, "usage"),
                            device.sign(device.marker("alive", Instant.now())).getBytes(StandardCharsets.US_ASCII),
                            1,
                            false)
                    .waitForCompletion(10_000);
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(shown(device).get("lastSeq")).isEqualTo(1));
        } finally {
            drop(client);
        }
        assertThatThrownBy(
                        () -> TestDevice.client(address, device.id, TestDevice.options(null, null, device.authority)))
                .isInstanceOf(MqttException.class);
        assertThatThrownBy(() -> TestDevice.client(
                        address, other.id, TestDevice.options(device.key, device.certificate, device.authority)))
                .isInstanceOf(MqttException.class);
    }

    @Override
    CityFixture city() {
        return CityFixture.fresh(jdbi, hasher);
    }

    @Override
    Jdbi database() {
        return jdbi;
    }

    @Override
    Path store() {
        return blobs.dir();
    }

    @Override
    boolean cutsLiveConnections() {
        return true;
    }
}
