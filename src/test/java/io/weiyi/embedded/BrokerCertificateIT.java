package io.weiyi.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.blob.BlobConfig;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.DeviceKeys;
import io.weiyi.testing.EmbeddedParts;
import io.weiyi.testing.TestDevice;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLSocket;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** The broker's own certificate, as somebody sees it who connects. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class BrokerCertificateIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    EmbeddedBroker broker;

    @Inject
    BlobConfig store;

    @Test
    void renewed_newConnectionsSeeIt_andOldOnesStay() throws IOException {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        CityFixture.Org owner = city.provider();
        long instrument = city.instrument(owner).create().id();
        try (TestDevice device =
                TestDevice.enrol(city.bearer(city.manager(owner)), instrument).connect()) {
            X509Certificate before = shown(device);
            broker.renewCertificate();
            assertThat(shown(device)).isEqualTo(before);

            // Gone as if it had expired: the next look makes another one.
            Files.delete(store.dir().resolve("pki").resolve("server.pem"));
            broker.renewCertificate();

            assertThat(shown(device)).isNotEqualTo(before);
            assertThat(device.isConnected()).isTrue();
            device.send(device.sign(device.marker("alive", Instant.now())));
            try (TestDevice later = TestDevice.enrol(
                            city.bearer(city.manager(owner)),
                            city.instrument(owner).create().id())
                    .connect()) {
                assertThat(later.isConnected()).isTrue();
            }
        }
    }

    private static X509Certificate shown(TestDevice device) throws IOException {
        try (SSLSocket socket = (SSLSocket) DeviceKeys.tls(device.key, device.certificate, device.authority)
                .getSocketFactory()
                .createSocket(device.broker.getHost(), device.broker.getPort())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
