package io.weiyi.metering.pki;

import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * Whom a certificate of the device CA names.
 *
 * @param commonName the device's id, or the client id of a server
 * @param server whether the authority made it for a server
 */
public record CertificateNames(String commonName, boolean server) {

    /** Reads the subject. Only certificates that were checked against the device CA may be asked. */
    public static CertificateNames of(X509Certificate certificate) {
        X500Name name =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        RDN[] common = name.getRDNs(BCStyle.CN);
        String commonName = common.length == 0
                ? ""
                : IETFUtils.valueToString(common[0].getFirst().getValue());
        boolean server = false;
        for (RDN unit : name.getRDNs(BCStyle.OU)) {
            server |= CertificateMaker.SERVER_UNIT.equals(
                    IETFUtils.valueToString(unit.getFirst().getValue()));
        }
        return new CertificateNames(commonName, server);
    }
}
