package io.weiyi.metering.ingest;

import io.weiyi.metering.pki.CertificateNames;
import io.weiyi.metering.pki.KeyType;
import io.weiyi.metering.pki.LostCertificates;
import io.weiyi.metering.pki.Pem;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;

/**
 * The keys of devices by {@code kid}. A certificate never changes, so it is read once; an unknown kid is asked for again
 * each time, as it may be a minute old.
 */
@Singleton
class KnownCertificates {

    private static final int KEPT_MAX = 20_000;
    /** Anything else is no name of a key, and the database need not be asked what it makes of it. */
    private static final Pattern KID = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Jdbi jdbi;
    private final LostCertificates lost;
    private final Map<String, DeviceKey> kept = new ConcurrentHashMap<>();

    KnownCertificates(Jdbi jdbi, LostCertificates lost) {
        this.jdbi = jdbi;
        this.lost = lost;
    }

    Optional<DeviceKey> find(String kid) {
        DeviceKey known = kept.get(kid);
        if (known != null) {
            return Optional.of(known);
        }
        if (!KID.matcher(kid).matches()) {
            return Optional.empty();
        }
        Optional<DeviceKey> read = jdbi.withHandle(handle -> handle.createQuery(
                                "SELECT device_id, der FROM device_certificate WHERE kid = :kid")
                        .bind("kid", kid)
                        .map((row, context) -> DeviceKey.of(row.getString(1), Pem.certificate(row.getBytes(2))))
                        .findOne())
                .or(() -> lost.putBack(kid)
                        .map(found -> DeviceKey.of(CertificateNames.of(found).commonName(), found)));
        read.ifPresent(key -> {
            if (kept.size() >= KEPT_MAX) {
                kept.clear();
            }
            kept.put(kid, key);
        });
        return read;
    }

    /** Whose key it is and what it signs with. */
    record DeviceKey(String deviceId, PublicKey key, KeyType type) {

        static DeviceKey of(String deviceId, X509Certificate certificate) {
            PublicKey key = certificate.getPublicKey();
            return new DeviceKey(deviceId, KeyType.prepared(key), KeyType.of(key));
        }
    }
}
