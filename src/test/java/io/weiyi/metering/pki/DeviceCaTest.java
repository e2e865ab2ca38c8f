package io.weiyi.metering.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.testing.DeviceKeys;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceCaTest {

    private static final List<String> HOSTS = List.of("127.0.0.1", "localhost");

    @TempDir
    Path store;

    @Test
    void serverIdentity_longToGo_isTheSameForEveryServer() {
        DeviceCa first = new DeviceCa(store, Duration.ofDays(365));
        DeviceCa second = new DeviceCa(store, Duration.ofDays(365));
        assertThat(second.serverIdentity(HOSTS).certificate())
                .isEqualTo(first.serverIdentity(HOSTS).certificate());
    }

    @Test
    void serverIdentity_lastThirdOfItsLife_isRenewedBeforeItExpires() {
        X509Certificate expiring =
                new DeviceCa(store, Duration.ZERO).serverIdentity(HOSTS).certificate();
        X509Certificate renewed =
                new DeviceCa(store, Duration.ofDays(365)).serverIdentity(HOSTS).certificate();
        assertThat(renewed).isNotEqualTo(expiring);
        assertThat(DeviceCa.isDue(renewed, Instant.now())).isFalse();
        assertThat(DeviceCa.isDue(renewed, Instant.now().plus(Duration.ofDays(243))))
                .isFalse();
        assertThat(DeviceCa.isDue(renewed, Instant.now().plus(Duration.ofDays(244))))
                .isTrue();
    }

    @Test
    void serverIdentity_otherHosts_isMadeAnew() {
        DeviceCa ca = new DeviceCa(store, Duration.ofDays(365));
        X509Certificate before = ca.serverIdentity(HOSTS).certificate();
        assertThat(ca.serverIdentity(List.of("mqtt.example.org")).certificate()).isNotEqualTo(before);
    }

    @Test
    void certify_shortLife_isNotBackdatedBeyondIt() {
        X509Certificate certificate = new DeviceCa(store, Duration.ofDays(365))
                .certify(
                        "dev-short",
                        SubjectPublicKeyInfo.getInstance(
                                DeviceKeys.p256().getPublic().getEncoded()),
                        Duration.ofSeconds(30));
        assertThat(DeviceCa.isDue(certificate, Instant.now())).isFalse();
        assertThat(DeviceCa.isDue(certificate, Instant.now().plusSeconds(25))).isTrue();
    }
}
