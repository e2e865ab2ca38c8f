package io.weiyi.metering.pki;

import io.weiyi.kernel.blob.BlobConfig;
import io.weiyi.metering.MeteringConfig;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The device CA (设备证书颁发机构): the root that agents, broker and servers trust. Its key is made at the first start and
 * lies in the store; a second server joins the store and finds it there.
 */
@Singleton
public class DeviceCa {

    /** As many as the access list in docker/mosquitto.acl names. */
    static final int SERVERS_MAX = 16;

    private final PkiFiles files;
    private final PkiFiles issued;
    private final Duration life;
    private final CertificateMaker.Authority authority;
    private final List<PkiFiles.Claim> claims = new ArrayList<>();

    @Inject
    DeviceCa(BlobConfig store, MeteringConfig config) {
        this(store.dir(), config.certificateLife());
    }

    /** @param life how long the certificates are good that this authority signs */
    DeviceCa(Path store, Duration life) {
        this.files = new PkiFiles(store);
        this.life = life;
        this.authority = files.locked(this::loadOrMake);
        this.issued = new PkiFiles(store, "pki/issued");
    }

    private CertificateMaker.Authority loadOrMake() {
        Optional<String> certificate = files.read("ca.crt.pem");
        if (certificate.isPresent()) {
            String key = files.read("ca.key.pem")
                    .orElseThrow(() -> new IllegalStateException(
                            "The store has the certificate of the device CA but not its key; restore pki/ca.key.pem."));
            return new CertificateMaker.Authority(Pem.certificate(certificate.get()), Pem.privateKey(key));
        }
        KeyPair key = CertificateMaker.newKey();
        X509Certificate made = CertificateMaker.authority(key);
        // The certificate goes last: until it is there nobody has seen the key, and a killed start makes both anew.
        files.write("ca.key.pem", Pem.of(key.getPrivate()));
        files.write("ca.crt.pem", Pem.of(made));
        return new CertificateMaker.Authority(made, key.getPrivate());
    }

    public X509Certificate certificate() {
        return authority.certificate();
    }

    /** base64url of the SHA-256 of the certificate; it travels with every enrolment code. */
    public String fingerprint() {
        return Pem.fingerprint(authority.certificate());
    }

    X509Certificate certify(String deviceId, SubjectPublicKeyInfo key) {
        return certify(deviceId, key, life);
    }

    X509Certificate certify(String deviceId, SubjectPublicKeyInfo key, Duration validFor) {
        X509Certificate certificate = CertificateMaker.device(authority, deviceId, key, validFor);
        issued.write(Pem.fingerprint(certificate), Pem.of(certificate));
        return certificate;
    }

    /** A certificate that was issued to a device, from the store: it outlives a database that is put back to before. */
    Optional<X509Certificate> issued(String kid) {
        return issued.read(kid).map(Pem::certificate).filter(this::isOwn);
    }

    /**
     * Whether the last third of a certificate's life has begun: from then on its holder fetches the next one. There is time
     * left for a server that is switched off for weeks.
     */
    static boolean isDue(X509Certificate certificate, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        return now.isAfter(until.minus(Duration.between(from, until).dividedBy(3)));
    }

    /** What a server's TLS port shows to agents, valid for the given host names and addresses; kept in the store. */
    public Identity serverIdentity(List<String> hosts) {
        return files.locked(() -> {
            // Key and certificate lie in one file, so that a crash never leaves two that do not belong together.
            Optional<Identity> kept = files.read("server.pem")
                    .map(pem -> new Identity(Pem.certificate(pem), Pem.privateKey(pem)))
                    .filter(identity -> isUsable(identity.certificate(), hosts));
            return kept.orElseGet(() -> {
                KeyPair key = CertificateMaker.newKey();
                X509Certificate certificate = CertificateMaker.server(authority, key, hosts, life);
                files.write("server.pem", Pem.of(key.getPrivate()) + Pem.of(certificate));
                return new Identity(certificate, key.getPrivate());
            });
        });
    }

    /** The key that signs receipts, made at first use and kept in the store; servers that share the store share it. */
    Identity receiptIdentity() {
        return files.locked(() -> files.read("receipt.pem")
                .map(pem -> new Identity(Pem.certificate(pem), Pem.privateKey(pem)))
                .filter(identity -> isOwn(identity.certificate()))
                .orElseGet(() -> {
                    KeyPair key = CertificateMaker.newKey();
                    X509Certificate certificate = CertificateMaker.receipts(authority, key);
                    files.write("receipt.pem", Pem.of(key.getPrivate()) + Pem.of(certificate));
                    return new Identity(certificate, key.getPrivate());
                }));
    }

    private boolean isOwn(X509Certificate certificate) {
        try {
            certificate.verify(authority.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** One that is of another CA, about to expire, or for other hosts is replaced. */
    private boolean isUsable(X509Certificate certificate, Collection<String> hosts) {
        try {
            certificate.verify(authority.certificate().getPublicKey());
            if (isDue(certificate, Instant.now())) {
                return false;
            }
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            List<String> named = names == null
                    ? List.of()
                    : names.stream()
                            .flatMap(name -> Stream.of(String.valueOf(name.get(1))))
                            .toList();
            return named.containsAll(hosts);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * An identity with which this server process signs in to the broker. Each process makes its own key and keeps it in
     * memory only. Its name is a number that no other living process on this store has, so that servers never throw each
     * other out and an outside broker can name them all in its access list beforehand.
     */
    public Identity processIdentity() {
        PkiFiles.Claim claim = files.claim("server", SERVERS_MAX);
        synchronized (claims) {
            claims.add(claim);
        }
        KeyPair key = CertificateMaker.newKey();
        String clientId = "weiyi-server-%02d".formatted(claim.number());
        return new Identity(CertificateMaker.serverClient(authority, clientId, key, life), key.getPrivate());
    }

    /** The next identity of the same server: another key and certificate under the same name. */
    public Identity renewed(Identity present) {
        KeyPair key = CertificateMaker.newKey();
        return new Identity(
                CertificateMaker.serverClient(authority, present.commonName(), key, life), key.getPrivate());
    }

    @PreDestroy
    void release() throws IOException {
        synchronized (claims) {
            for (PkiFiles.Claim claim : claims) {
                claim.channel().close();
            }
            claims.clear();
        }
    }

    /**
     * The name under which the servers of this store share the readings. It follows from the authority's key: a device that
     * does not know it cannot join the group and take messages away, even on a broker that lets it subscribe to anything.
     */
    public String shareName() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(authority.key().getEncoded(), "HmacSHA256"));
            byte[] name = mac.doFinal("weiyi shared subscription".getBytes(StandardCharsets.US_ASCII));
            return "ingest-" + HexFormat.of().formatHex(name, 0, 12);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC", e);
        }
    }

    /** A list of certificates that hold no more, signed by the authority, for brokers that take one. */
    X509CRL revocationList(Map<BigInteger, Instant> revoked) {
        return CertificateMaker.revocationList(authority, revoked);
    }

    /** A key store that trusts this authority and nobody else. */
    public KeyStore trust() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("ca", authority.certificate());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java has no PKCS12", e);
        }
    }

    /** A certificate of the authority with its private key. */
    public record Identity(X509Certificate certificate, PrivateKey key) {

        public String commonName() {
            return CertificateNames.of(certificate).commonName();
        }

        /** Whether the next one should be taken. */
        public boolean isDue() {
            return DeviceCa.isDue(certificate, Instant.now());
        }
    }
}
