package io.weiyi.agent.rig;

import io.weiyi.agent.reading.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** A device authority as the server has one. */
public final class TestAuthority {
    public static final String PASSWORD = "test-only";

    private static final Duration LIFE = Duration.ofDays(365);
    private static final AtomicLong SERIAL = new AtomicLong(1);

    private final KeyPair pair;
    private final X509Certificate certificate;

    public TestAuthority() {
        try {
            pair = newPair();
            JcaX509v3CertificateBuilder builder = builder(new X500Name("CN=Test CA"), "Test CA", pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            certificate = sign(builder);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair newPair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    public String code() {
        try {
            return "AAAA-BBBB-CCCC." + Digest.of(certificate.getEncoded());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public String pem() {
        return pem(certificate);
    }

    /** Checks the request's own signature, as every authority does, and certifies its key under a device id. */
    public X509Certificate certify(String requestPem, String deviceId) throws Exception {
        return certify(requestPem, deviceId, LIFE);
    }

    /** The same for a certificate that is good from now on and so long. */
    public X509Certificate certify(String requestPem, String deviceId, Duration life) throws Exception {
        try (PEMParser parser = new PEMParser(new StringReader(requestPem))) {
            JcaPKCS10CertificationRequest request =
                    new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) parser.readObject());
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(request.getPublicKey()))) {
                throw new IllegalArgumentException("the request is not signed by its own key");
            }
            if (request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest).length > 0) {
                throw new IllegalArgumentException("a device asks for no extensions");
            }
            PublicKey key = new JcaPEMKeyConverter().getPublicKey(request.getSubjectPublicKeyInfo());
            return sign(builder(certificateName(), deviceId, key, life));
        }
    }

    public X509Certificate certify(PublicKey key, String deviceId) throws Exception {
        return sign(builder(certificateName(), deviceId, key));
    }

    private X500Name certificateName() {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, String name, PublicKey key) {
        return builder(issuer, name, key, LIFE);
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, String name, PublicKey key, Duration life) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(SERIAL.incrementAndGet()),
                Date.from(now.minus(life.dividedBy(365))),
                Date.from(now.plus(life)),
                new X500Name("CN=" + name),
                key);
    }

    private X509Certificate sign(JcaX509v3CertificateBuilder builder) throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    /** A key store for a server on the loopback address under the given name. */
    public Path serverKeys(Path folder, String ipAddress) {
        try {
            KeyPair server = newPair();
            JcaX509v3CertificateBuilder builder = builder(certificateName(), "broker", server.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, ipAddress)));
            return store(
                    folder.resolve("server-" + ipAddress + ".p12"),
                    keys -> keys.setKeyEntry("server", server.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {
                        sign(builder), certificate
                    }));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key store that trusts this authority. */
    public Path trust(Path folder) {
        return store(folder.resolve("trust.p12"), keys -> keys.setCertificateEntry("ca", certificate));
    }

    private interface Filling {
        void into(KeyStore keys) throws Exception;
    }

    private static Path store(Path file, Filling filling) {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            filling.into(keys);
            keys.store(out, PASSWORD.toCharArray());
            return file;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public static String pem(X509Certificate certificate) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(certificate);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }
}
