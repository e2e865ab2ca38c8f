package io.weiyi.metering.pki;

import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.MeteringConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Renewal (证书续期): the next certificate for the key that a device has already. The request's own signature is all the
 * proof that is asked for, since it shows that the sender has the key; it may therefore come before or after the expiry.
 */
@ApplicationScoped
public class Renewal {

    /** Within this share of its life a certificate is fresh, and whoever asks again gets the same one. */
    private static final int FRESH_SHARE = 10;

    private final EnrolmentRows rows;
    private final DeviceCa ca;
    private final Enrolment enrolment;
    private final MeteringConfig config;
    private final Audit audit;
    private final Clock clock;

    Renewal(EnrolmentRows rows, DeviceCa ca, Enrolment enrolment, MeteringConfig config, Audit audit, Clock clock) {
        this.rows = rows;
        this.ca = ca;
        this.enrolment = enrolment;
        this.config = config;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Renews a device's certificate when its last third has begun.
     *
     * @return whether there is a new one
     */
    @Transactional
    public boolean renewIfDue(String deviceId, String csrPem) {
        SigningRequest request = SigningRequest.parse(csrPem)
                .orElseThrow(() -> Problem.validation("file", "its certificate request cannot be read"));
        EnrolmentRows.Holder holder = rows.lockHolder(deviceId)
                .filter(found -> !found.latest().isEmpty())
                .orElseThrow(Problem::notFound);
        EnrolmentRows.Issued latest = holder.latest().get(0);
        boolean sameKey = MessageDigest.isEqual(latest.keySha256(), request.keySha256());
        if (holder.revoked() || !sameKey || !DeviceCa.isDue(latest.certificate(), Instant.now())) {
            // Its readings may still be right; what is wrong with them is said line by line.
            return false;
        }
        renew(deviceId, request);
        return true;
    }

    /** The device with its newest certificate. */
    public EnrolmentAnswer present(String deviceId) {
        return enrolment.answer(deviceId, rows.newestCertificate(deviceId).orElseThrow(Problem::notFound));
    }

    /** Certifies the device's key anew. Certificates of before stay good for what they have signed. */
    @Transactional
    public EnrolmentAnswer renew(String deviceId, SigningRequest request) {
        EnrolmentRows.Holder holder = rows.lockHolder(deviceId)
                .filter(found -> !found.latest().isEmpty())
                .orElseThrow(() -> Problem.validation("deviceId", "there is no such device"));
        EnrolmentRows.Issued latest = holder.latest().get(0);
        // A key that the device had before it was enrolled anew is no longer its key.
        if (!MessageDigest.isEqual(latest.keySha256(), request.keySha256())) {
            throw Problem.validation("csrPem", "must be for the key that the device has");
        }
        if (holder.revoked()) {
            throw Problem.illegalTransition("The device is revoked; its certificate is not renewed.");
        }
        // Certificates follow the system's clock, whatever the demo's clock says.
        Instant now = Instant.now();
        if (now.isAfter(latest.certificate().getNotAfter().toInstant().plus(config.renewalGrace()))) {
            throw Problem.illegalTransition(
                    "The certificate expired too long ago; enrol the device again with a new code.");
        }
        if (isFreshRenewal(holder.latest(), now)) {
            return enrolment.answer(deviceId, latest.certificate());
        }
        X509Certificate certificate = ca.certify(deviceId, request.key());
        rows.insertCertificate(deviceId, certificate, request.keySha256(), clock.instant());
        audit.record(
                "device.renew",
                "device",
                deviceId,
                holder.ownerId(),
                Map.of("kid", Pem.fingerprint(certificate), "before", Pem.fingerprint(latest.certificate())));
        return enrolment.answer(deviceId, certificate);
    }

    /** An answer that was lost is given again; a request that someone sends over and over makes no heap of rows. */
    private static boolean isFreshRenewal(List<EnrolmentRows.Issued> latest, Instant now) {
        X509Certificate newest = latest.get(0).certificate();
        Instant from = newest.getNotBefore().toInstant();
        Duration life = Duration.between(from, newest.getNotAfter().toInstant());
        return latest.size() > 1
                && MessageDigest.isEqual(
                        latest.get(0).keySha256(), latest.get(1).keySha256())
                && now.isBefore(from.plus(life.dividedBy(FRESH_SHARE)));
    }
}
