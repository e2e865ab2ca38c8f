package io.weiyi.metering.pki;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The table of key types that devices may have. What signs a reading follows from the key's type and is never chosen by
 * the sender; another algorithm is another row here.
 */
public enum KeyType {
    /** NIST P-256 with SHA-256: ES256 of RFC 7518. */
    P256("ES256", "SHA256withPLAIN-ECDSA", SECObjectIdentifiers.secp256r1, 256, 64);

    /** As an instance of its own: on JDK 17 it checks signatures about ten times as fast as the JDK itself. */
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private final String jwsAlgorithm;
    private final String jcaSignature;
    private final ASN1ObjectIdentifier curve;
    private final int fieldBits;
    private final int signatureBytes;

    KeyType(String jwsAlgorithm, String jcaSignature, ASN1ObjectIdentifier curve, int fieldBits, int signatureBytes) {
        this.jwsAlgorithm = jwsAlgorithm;
        this.jcaSignature = jcaSignature;
        this.curve = curve;
        this.fieldBits = fieldBits;
        this.signatureBytes = signatureBytes;
    }

    /** The value of the JWS header {@code alg} that belongs to keys of this type. */
    public String jwsAlgorithm() {
        return jwsAlgorithm;
    }

    /** A check of signatures in the form that JWS carries, with this key. */
    public Signature check(PublicKey key) throws GeneralSecurityException {
        Signature check = Signature.getInstance(jcaSignature, BOUNCY_CASTLE);
        check.initVerify(key);
        return check;
    }

    /** The same key in the form that {@link #check} takes without converting it each time. */
    public static PublicKey prepared(PublicKey key) {
        try {
            return KeyFactory.getInstance(key.getAlgorithm(), BOUNCY_CASTLE)
                    .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a key of a type that was never certified", e);
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
