package io.weiyi.agent.identity;

import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/** The device's key pair: made here, kept here. */
final class DeviceKey {
    private static final String ALGORITHM = "EC";
    private static final String CURVE = "secp256r1";
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final String PUBLIC_KEY = "PUBLIC KEY";
    /** Object identifiers in DER: ecdsa-with-SHA256 and commonName. */
    private static final byte[] ECDSA_SHA256 = {0x06, 0x08, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x04, 0x03, 0x02
    };

    private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};

    private final KeyPair pair;

    private DeviceKey(KeyPair pair) {
        this.pair = pair;
    }

    /** The key of the home; made at the first call and kept, so that an enrolment may be tried again with the same key. */
    static DeviceKey loadOrMake(Path file) throws Refusal {
        Optional<DeviceKey> known = load(file);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(new ECGenParameterSpec(CURVE));
            DeviceKey made = new DeviceKey(generator.generateKeyPair());
            AgentHome.writeSecret(
                    file,
                    Pem.encode(Pem.PRIVATE_KEY, made.pair.getPrivate().getEncoded())
                            + Pem.encode(PUBLIC_KEY, made.pair.getPublic().getEncoded()));
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has P-256", e);
        } catch (IOException e) {
            throw new Refusal("The key file " + file + " cannot be written.");
        }
    }

    static Optional<DeviceKey> load(Path file) throws Refusal {
        try {
            Optional<String> text = AgentHome.read(file);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            return Optional.of(new DeviceKey(new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(Pem.decode(PUBLIC_KEY, text.get()))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(Pem.decode(Pem.PRIVATE_KEY, text.get()))))));
        } catch (IOException | GeneralSecurityException e) {
            throw new Refusal("The key file " + file + " cannot be read.");
        }
    }

    PrivateKey privateKey() {
        return pair.getPrivate();
    }

    PublicKey publicKey() {
        return pair.getPublic();
    }

    /** A PKCS#10 request (RFC 2986) for this key; the subject is only a wish, the server names the device. */
    String certificateRequest(String commonName) {
        byte[] name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8(commonName))));
        byte[] info = Der.sequence(Der.smallInteger(0), name, pair.getPublic().getEncoded(), Der.context0());
        try {
            Signature signature = Signature.getInstance(SIGNATURE);
            signature.initSign(pair.getPrivate());
            signature.update(info);
            byte[] request = Der.sequence(info, Der.sequence(ECDSA_SHA256), Der.bitString(signature.sign()));
            return Pem.encode(Pem.CERTIFICATE_REQUEST, request);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the device's key cannot sign", e);
        }
    }
}
