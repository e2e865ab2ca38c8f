package io.weiyi.agent.identity;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.reading.ReadingSigner;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Who this device is, as its server said at enrolment. */
public final class DeviceIdentity {
    private static final char[] NO_PASSWORD = new char[0];

    private final String deviceId;
    private final URI mqttUri;
    private final List<String> instrumentIds;
    private final String server;
    private final DeviceKey key;
    private final X509Certificate certificate;
    private final X509Certificate authority;

    DeviceIdentity(
            Device device, String server, DeviceKey key, X509Certificate certificate, X509Certificate authority) {
        this.deviceId = device.id();
        this.mqttUri = device.mqttUri();
        this.instrumentIds = List.copyOf(device.instrumentIds());
        this.server = server;
        this.key = key;
        this.certificate = certificate;
        this.authority = authority;
    }

    /** What the server calls this device, and where it listens for it. */
    record Device(String id, URI mqttUri, List<String> instrumentIds) {}

    public static DeviceIdentity load(AgentHome home) throws Refusal {
        return find(home)
                .orElseThrow(() -> new Refusal(
                        "This agent is not enrolled: run 'enrol' for the home folder " + home.folder() + " first."));
    }

    public static Optional<DeviceIdentity> find(AgentHome home) throws Refusal {
        try {
            Optional<DeviceKey> key = DeviceKey.load(home.key());
            Optional<String> device = AgentHome.read(home.device());
            Optional<String> certificate = AgentHome.read(home.certificate());
            Optional<String> authority = AgentHome.read(home.authority());
            if (key.isEmpty() || device.isEmpty() || certificate.isEmpty() || authority.isEmpty()) {
                return Optional.empty();
            }
            Map<String, Object> stored = JSON.std.mapFrom(device.get());
            return Optional.of(new DeviceIdentity(
                    new Device(
                            String.valueOf(stored.get("deviceId")),
                            URI.create(String.valueOf(stored.get("mqttUri"))),
                            ((List<?>) Objects.requireNonNull(stored.get("instrumentIds")))
                                    .stream().map(String::valueOf).toList()),
                    String.valueOf(stored.get("server")),
                    key.get(),
                    Pem.certificate(certificate.get()),
                    Pem.certificate(authority.get())));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new Refusal("The identity in " + home.folder() + " cannot be read: enrol this device again.");
        }
    }

    /** Writes everything but the key; the device file last, for only with it the identity is whole. */
    void store(AgentHome home) throws IOException, GeneralSecurityException {
        AgentHome.write(home.authority(), Pem.encode(Pem.CERTIFICATE, authority.getEncoded()));
        AgentHome.write(home.certificate(), Pem.encode(Pem.CERTIFICATE, certificate.getEncoded()));
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("deviceId", deviceId);
        device.put("server", server);
        device.put("mqttUri", mqttUri.toString());
        device.put("instrumentIds", instrumentIds);
        AgentHome.write(
                home.device(), JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(device) + "\n");
    }

    public String deviceId() {
        return deviceId;
    }

    public URI mqttUri() {
        return mqttUri;
    }

    public List<String> instrumentIds() {
        return instrumentIds;
    }

    public String server() {
        return server;
    }

    public Instant certificateExpiresAt() {
        return certificate.getNotAfter().toInstant();
    }

    /** From when the present certificate is good. */
    public Instant certificateValidFrom() {
        return certificate.getNotBefore().toInstant();
    }

    /** Whether the other one shows the same certificate. */
    public boolean hasCertificateOf(DeviceIdentity other) {
        return certificate.equals(other.certificate);
    }

    /** The certificate of the authority that this device trusts. */
    public X509Certificate authority() {
        return authority;
    }

    /** A request for this device's next certificate, for the same key. */
    public String certificateRequest() {
        return key.certificateRequest(deviceId);
    }

    /** This device with another certificate of its authority for its key, kept in the home. */
    public DeviceIdentity renewed(AgentHome home, String certificatePem) throws Refusal {
        DeviceIdentity renewed;
        try {
            X509Certificate next = Pem.certificate(certificatePem);
            next.verify(authority.getPublicKey());
            if (!next.getPublicKey().equals(key.publicKey())) {
                throw new GeneralSecurityException("the certificate is for another key");
            }
            if (next.getNotAfter().before(certificate.getNotAfter())) {
                // An answer of before, come late: what we have is better.
                return this;
            }
            renewed = new DeviceIdentity(new Device(deviceId, mqttUri, instrumentIds), server, key, next, authority);
        } catch (GeneralSecurityException e) {
            throw new Refusal("The new certificate cannot be used (" + e.getMessage() + "), and nothing was stored.");
        }
        try {
            renewed.store(home);
        } catch (IOException | GeneralSecurityException e) {
            throw new Refusal("The home folder " + home.folder() + " cannot be written.");
        }
        return renewed;
    }

    public ReadingSigner signer() {
        return new ReadingSigner(key.privateKey(), certificate);
    }

    /** TLS with the device's certificate, trusting no one but the enrolled authority. */
    public SSLSocketFactory sockets() {
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, NO_PASSWORD);
            own.setKeyEntry("device", key.privateKey(), NO_PASSWORD, new Certificate[] {certificate, authority});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, NO_PASSWORD);
            trusted.setCertificateEntry("authority", authority);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the device's certificate does not fit its key", e);
        }
    }
}
