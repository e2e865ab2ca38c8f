package io.weiyi.metering.pki;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * Signs what the server vouches for: receipts and the list of an evidence file's contents. The key is certified by the
 * device CA for this purpose alone, so that whoever trusts the CA can check a receipt.
 */
@Singleton
public class ReceiptSigner {

    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final KeyType type;

    ReceiptSigner(DeviceCa authority) {
        DeviceCa.Identity identity = authority.receiptIdentity();
        this.certificate = identity.certificate();
        this.key = identity.key();
        this.type = KeyType.of(certificate.getPublicKey());
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** base64url of the SHA-256 of the certificate, as the headers of what it signed name it. */
    public String kid() {
        return Pem.fingerprint(certificate);
    }

    /** A JWS in compact form; {@code typ} says what kind of statement it is, so that none passes for another. */
    public String sign(String typ, byte[] content) {
        String header = "{\"alg\":\"" + type.jwsAlgorithm() + "\",\"kid\":\"" + kid() + "\",\"typ\":\"" + typ + "\"}";
        String signed = BASE64_URL.encodeToString(header.getBytes(StandardCharsets.US_ASCII)) + "."
                + BASE64_URL.encodeToString(content);
        byte[] signature = type.sign(key, signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + BASE64_URL.encodeToString(signature);
    }
}
