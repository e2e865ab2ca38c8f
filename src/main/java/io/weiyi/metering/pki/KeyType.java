package io.weiyi.metering.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;

/**
 * The table of key types that devices may have. What signs a reading follows from the key's type and is never chosen by
 * the sender; another algorithm is another row here.
 */
public enum KeyType {
    /** NIST P-256 with SHA-256: ES256 of RFC 7518. */
    P256("ES256", "SHA256withECDSA", "SHA256withECDSAinP1363Format", SECObjectIdentifiers.secp256r1, 256, 64);

    private static final Provider FASTEST = fastest();

    private final String jwsAlgorithm;
    private final String jcaSignature;
    private final String jcaPlainSignature;
    private final ASN1ObjectIdentifier curve;
    private final int fieldBits;
    private final int signatureBytes;

    KeyType(
            String jwsAlgorithm,
            String jcaSignature,
            String jcaPlainSignature,
            ASN1ObjectIdentifier curve,
            int fieldBits,
            int signatureBytes) {
        this.jwsAlgorithm = jwsAlgorithm;
        this.jcaSignature = jcaSignature;
        this.jcaPlainSignature = jcaPlainSignature;
        this.curve = curve;
        this.fieldBits = fieldBits;
        this.signatureBytes = signatureBytes;
    }

    /** The value of the JWS header {@code alg} that belongs to keys of this type. */
    public String jwsAlgorithm() {
        return jwsAlgorithm;
    }

    /**
     * Whether this signature, in the form that JWS carries, is one of these bytes by this key.
     *
     * @param key as {@link #prepared} gave it
     */
    public boolean isRight(PublicKey key, byte[] signed, byte[] signature) {
        if (signature.length != signatureBytes) {
            return false;
        }
        try {
            Signature check = Signature.getInstance(jcaSignature, FASTEST);
            check.initVerify(key);
            check.update(signed);
            return check.verify(der(signature));
        } catch (GeneralSecurityException | IOException e) {
            // A signature that is not even a pair of numbers is as wrong as any other.
            return false;
        }
    }

    /** A signature in the form that JWS carries, with a key of our own; the JDK signs in that form itself. */
    byte[] sign(PrivateKey key, byte[] content) {
        try {
            Signature sign = Signature.getInstance(jcaPlainSignature);
            sign.initSign(key);
            sign.update(content);
            return sign.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of our own cannot sign", e);
        }
    }

    /** JWS has the two numbers of a signature side by side, all else in the world has them in DER. */
    private static byte[] der(byte[] signature) throws IOException {
        int half = signature.length / 2;
        return new DERSequence(new ASN1Encodable[] {
                    new ASN1Integer(new BigInteger(1, signature, 0, half)),
                    new ASN1Integer(new BigInteger(1, signature, half, half))
                })
                .getEncoded();
    }

    /** The same key in the form that {@link #isRight} takes without converting it each time. */
    public static PublicKey prepared(PublicKey key) {
        try {
            return KeyFactory.getInstance(key.getAlgorithm(), FASTEST)
                    .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a key of a type that was never certified", e);
        }
    }

    /** Who checks signatures here, for the log and for benchmarks. */
    public static String checkedBy() {
        return FASTEST.getName();
    }

    /**
     * As an instance of its own, never registered. On JDK 17 Bouncy Castle checks about ten times as fast as the JDK itself,
     * and Conscrypt, which is native code, about twenty times; it has no binary for every machine.
     */
    private static Provider fastest() {
        try {
            Provider fast = Conscrypt.isAvailable() ? Conscrypt.newProvider() : new BouncyCastleProvider();
            Signature.getInstance("SHA256withECDSA", fast);
            return fast;
        } catch (GeneralSecurityException | LinkageError e) {
            return new BouncyCastleProvider();
        }
    }

    public int signatureBytes() {
        return signatureBytes;
    }

    /** The type of a key as a request names it, if the table has it. */
    static Optional<KeyType> of(SubjectPublicKeyInfo key) {
        for (KeyType type : values()) {
            if (X9ObjectIdentifiers.id_ecPublicKey.equals(key.getAlgorithm().getAlgorithm())
                    && type.curve.equals(key.getAlgorithm().getParameters())) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The type of a key of one of our own certificates. */
    public static KeyType of(PublicKey key) {
        for (KeyType type : values()) {
            if (key instanceof ECPublicKey ec && fits(type, ec.getParams())) {
                return type;
            }
        }
        throw new IllegalArgumentException("a key of a type that was never certified: " + key.getAlgorithm());
    }

    private static boolean fits(KeyType type, ECParameterSpec parameters) {
        return parameters.getCurve().getField().getFieldSize() == type.fieldBits;
    }
}
