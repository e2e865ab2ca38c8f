package io.weiyi.metering.ingest;

/** Checks the signature of a reading with the algorithm that belongs to the key. */
final class Signatures {

    private Signatures() {}

    static boolean isRight(Jws jws, KnownCertificates.DeviceKey key) {
        return key.type().isRight(key.key(), jws.signed(), jws.signature());
    }
}
