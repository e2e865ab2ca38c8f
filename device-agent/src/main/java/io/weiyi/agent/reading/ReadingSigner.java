package io.weiyi.agent.reading;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Signs readings as compact JWS (RFC 7515) with the device's key; the header names the device's certificate. */
public final class ReadingSigner {
    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

    private final PrivateKey key;
    private final SignatureAlgorithm algorithm;
    private final String header;

    public ReadingSigner(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.algorithm = SignatureAlgorithm.of(certificate.getPublicKey());
        this.header = encode("{\"alg\":\"" + algorithm.name() + "\",\"kid\":\"" + kid(certificate) + "\"}");
    }

    public String sign(Reading reading) {
        String signed = header + '.' + encode(ReadingFormat.toJson(reading));
        try {
            // The JDK's P1363 form is the plain R||S that JWS asks for.
            Signature signature = Signature.getInstance(algorithm.jcaName());
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + '.' + BASE64_URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the device's key cannot sign", e);
        }
    }

    private static String kid(X509Certificate certificate) {
        try {
            return Digest.of(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the certificate has no DER form", e);
        }
    }

    private static String encode(String text) {
        return BASE64_URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
