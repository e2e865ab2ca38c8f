package io.weiyi.agent.reading;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;

/**
 * Which signature goes with which key. Another algorithm is one more row; nothing else of the agent knows a curve.
 */
public enum SignatureAlgorithm {
    ES256("SHA256withECDSAinP1363Format") {
        @Override
        boolean fits(PublicKey key) {
            return key instanceof ECPublicKey ec
                    && ec.getParams().getCurve().getField().getFieldSize() == 256;
        }
    };

    private final String jcaName;

    SignatureAlgorithm(String jcaName) {
        this.jcaName = jcaName;
    }

    abstract boolean fits(PublicKey key);

    String jcaName() {
        return jcaName;
    }

    /** Whether a signature in the form that JWS carries is that of this key. */
    public boolean isRight(PublicKey key, byte[] signed, byte[] signature) throws GeneralSecurityException {
        Signature check = Signature.getInstance(jcaName);
        check.initVerify(key);
        check.update(signed);
        return check.verify(signature);
    }

    /** The row of a key; a key that no row fits is an {@link IllegalArgumentException}. */
    public static SignatureAlgorithm of(PublicKey key) {
        for (SignatureAlgorithm algorithm : values()) {
            if (algorithm.fits(key)) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException("no signature algorithm for a key of type " + key.getAlgorithm());
    }
}
