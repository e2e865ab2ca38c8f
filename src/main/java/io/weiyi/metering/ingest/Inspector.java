package io.weiyi.metering.ingest;

import io.weiyi.metering.Reading;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one message outside of any transaction: size, form, signature, claims, sender. What needs the device's head or
 * its rights at this moment is looked at when the batch is committed.
 */
@Singleton
class Inspector {

    static final int BYTES_MAX = 8192;

    private final KnownCertificates certificates;
    private final Protocol protocol;

    Inspector(KnownCertificates certificates, Protocol protocol) {
        this.certificates = certificates;
        this.protocol = protocol;
    }

    Message inspect(String device, byte[] payload, Instant receivedAt) {
        if (payload.length > BYTES_MAX) {
            return bad(device, payload, receivedAt, Refusal.TOO_BIG, payload.length + " bytes");
        }
        Jws jws;
        try {
            jws = Jws.parse(payload);
        } catch (Jws.Malformed e) {
            return bad(device, payload, receivedAt, Refusal.MALFORMED, e.reason());
        }
        String wrong = wrongSignature(jws);
        if (wrong != null) {
            return bad(device, payload, receivedAt, Refusal.BAD_SIGNATURE, wrong);
        }
        Reading reading;
        try {
            reading = protocol.read(jws);
        } catch (Jws.Malformed e) {
            return bad(device, payload, receivedAt, Refusal.MALFORMED, e.reason());
        }
        Message.Good good = new Message.Good(device, payload, receivedAt, reading);
        if (!reading.device().equals(device)) {
            return good.refused(Refusal.WRONG_DEVICE, "it names another device than its topic");
        }
        boolean own = certificates
                .find(jws.kid())
                .filter(key -> key.deviceId().equals(device))
                .isPresent();
        return own ? good : good.refused(Refusal.BAD_SIGNATURE, "signed with the key of another device");
    }

    private @Nullable String wrongSignature(Jws jws) {
        Optional<KnownCertificates.DeviceKey> key = certificates.find(jws.kid());
        if (key.isEmpty()) {
            return "the kid names no certificate";
        }
        if (!jws.alg().equals(key.get().type().jwsAlgorithm())) {
            return "the alg is not that of the key";
        }
        return Signatures.isRight(jws, key.get()) ? null : "the signature is wrong";
    }

    private static Message.Bad bad(String device, byte[] payload, Instant at, Refusal reason, String detail) {
        OptionalLong seq = Jws.claimedSeq(payload);
        return Message.Bad.of(device, payload, at, reason, seq.isPresent() ? seq.getAsLong() : null, detail);
    }
}
