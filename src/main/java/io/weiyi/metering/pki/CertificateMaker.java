package io.weiyi.metering.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes keys and signs certificates. Validity follows the system's clock, whatever the demo's clock says. */
final class CertificateMaker {

    /** The organisational unit that tells servers from devices; the authority alone decides who gets it. */
    static final String SERVER_UNIT = "server";

    private static final String ORGANISATION = "Weiyi";
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(20 * 365);
    /** A lab PC whose clock is a little behind must not find its new certificate not yet valid. */
    private static final Duration BACKDATED_MAX = Duration.ofMinutes(10);

    private static final int BACKDATED_SHARE = 10;

    private CertificateMaker() {}

    static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
    }

    static X509Certificate authority(KeyPair key) {
        X500Name name = name("Weiyi device CA", null);
        Draft draft = new Draft(name, name, AUTHORITY_LIFE, publicKey(key));
        return sign(
                draft,
                key.getPrivate(),
                List.of(
                        new Part(Extension.basicConstraints, true, new BasicConstraints(0)),
                        new Part(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))));
    }

    static X509Certificate device(Authority by, String deviceId, SubjectPublicKeyInfo key, Duration life) {
        return client(by, name(deviceId, null), key, life);
    }

    static X509Certificate serverClient(Authority by, String clientId, KeyPair key, Duration life) {
        return client(by, name(clientId, SERVER_UNIT), publicKey(key), life);
    }

    private static X509Certificate client(Authority by, X500Name subject, SubjectPublicKeyInfo key, Duration life) {
        Draft draft = new Draft(by.name(), subject, life, key);
        return sign(
                draft,
                by.key(),
                List.of(
                        new Part(Extension.basicConstraints, true, new BasicConstraints(false)),
                        new Part(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
                        new Part(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))));
    }

    static X509Certificate server(Authority by, KeyPair key, List<String> hosts, Duration life) {
        Draft draft = new Draft(by.name(), name(hosts.get(0), SERVER_UNIT), life, publicKey(key));
        GeneralName[] names = hosts.stream()
                .map(host -> new GeneralName(isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new);
        return sign(
                draft,
                by.key(),
                List.of(
                        new Part(Extension.basicConstraints, true, new BasicConstraints(false)),
                        new Part(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
                        new Part(Extension.subjectAlternativeName, false, new GeneralNames(names)),
                        new Part(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))));
    }

    /** For the key that signs receipts: it may do nothing else, and lives as long as what it signed is asked for. */
    static X509Certificate receipts(Authority by, KeyPair key) {
        Draft draft = new Draft(by.name(), name("weiyi-receipt", SERVER_UNIT), AUTHORITY_LIFE, publicKey(key));
        return sign(
                draft,
                by.key(),
                List.of(
                        new Part(Extension.basicConstraints, true, new BasicConstraints(false)),
                        new Part(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
                        new Part(
                                Extension.extendedKeyUsage,
                                true,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping))));
    }

    private static boolean isAddress(String host) {
        return host.contains(":") || host.matches("[0-9.]+");
    }

    private static X500Name name(String commonName, @org.jspecify.annotations.Nullable String unit) {
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.O, ORGANISATION);
        if (unit != null) {
            name.addRDN(BCStyle.OU, unit);
        }
        return name.addRDN(BCStyle.CN, commonName).build();
    }

    private static SubjectPublicKeyInfo publicKey(KeyPair key) {
        return SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded());
    }

    private static X509Certificate sign(Draft draft, PrivateKey key, List<Part> parts) {
        Instant now = Instant.now();
        Duration share = draft.life().dividedBy(BACKDATED_SHARE);
        Duration backdated = share.compareTo(BACKDATED_MAX) < 0 ? share : BACKDATED_MAX;
        BigInteger serial = new BigInteger(127, new SecureRandom()).setBit(126);
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                draft.issuer(),
                serial,
                Date.from(now.minus(backdated)),
                Date.from(now.plus(draft.life())),
                draft.subject(),
                draft.key());
        try {
            for (Part part : parts) {
                builder.addExtension(part.id(), part.critical(), part.value());
            }
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(draft.key()));
            return Pem.certificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key))
                    .getEncoded());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("a certificate cannot be signed", e);
        }
    }

    /**
     * A revocation list. It holds as long as the authority does: a list that ran out because nobody fetched a newer one
     * would lock out every device, and what matters for the books is refused by ingest whatever the broker knows.
     */
    static X509CRL revocationList(Authority by, Map<BigInteger, Instant> revoked) {
        Instant now = Instant.now();
        X509v2CRLBuilder builder = new X509v2CRLBuilder(by.name(), Date.from(now.minus(BACKDATED_MAX)));
        builder.setNextUpdate(by.certificate().getNotAfter());
        revoked.forEach((serial, at) -> builder.addCRLEntry(serial, Date.from(at), CRLReason.privilegeWithdrawn));
        try {
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(now.toEpochMilli())));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(by.certificate()));
            return Pem.revocationList(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.key()))
                    .getEncoded());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("a revocation list cannot be signed", e);
        }
    }

    /** The certificate and key that sign others. */
    record Authority(X509Certificate certificate, PrivateKey key) {

        X500Name name() {
            return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        }
    }

    private record Draft(X500Name issuer, X500Name subject, Duration life, SubjectPublicKeyInfo key) {}

    private record Part(org.bouncycastle.asn1.ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {}
}
