package io.weiyi.metering.ingest;

import java.security.GeneralSecurityException;
import java.security.Signature;

/** Checks the signature of a reading with the algorithm that belongs to the key. */
final class Signatures {

    private Signatures() {}

    static boolean isRight(Jws jws, KnownCertificates.DeviceKey key) {
        if (jws.signature().length != key.type().signatureBytes()) {
            return false;
        }
        try {
            Signature check = key.type().check(key.key());
            check.update(jws.signed());
            return check.verify(jws.signature());
        } catch (GeneralSecurityException e) {
            // A signature that is not even a pair of numbers is as wrong as any other.
            return false;
        }
    }
}
