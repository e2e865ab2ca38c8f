package io.weiyi.metering.pki;

import io.weiyi.kernel.audit.Audit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;

/**
 * Certificates that the database has forgotten: it was put back to before they were issued, and the store was not. What they
 * signed is as good as before, and a reading must not be refused for our own loss.
 */
@ApplicationScoped
public class LostCertificates {

    private final DeviceCa ca;
    private final EnrolmentRows rows;
    private final Audit audit;

    LostCertificates(DeviceCa ca, EnrolmentRows rows, Audit audit) {
        this.ca = ca;
        this.rows = rows;
        this.audit = audit;
    }

    /**
     * Puts a forgotten certificate back into the books.
     *
     * @param kid base64url SHA-256 of its DER form, 43 characters
     * @return empty when this authority never issued it, or its device is not known (any more)
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public Optional<X509Certificate> putBack(String kid) {
        Optional<X509Certificate> found = ca.issued(kid);
        found.ifPresent(certificate -> {
            String deviceId = CertificateNames.of(certificate).commonName();
            if (rows.restoreCertificate(deviceId, certificate)) {
                audit.record("device.certificate-put-back", "device", deviceId, null, Map.of("kid", kid));
            }
        });
        return found.filter(certificate -> rows.certificate(kid).isPresent());
    }
}
