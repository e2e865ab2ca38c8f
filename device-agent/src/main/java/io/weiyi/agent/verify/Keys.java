package io.weiyi.agent.verify;

import io.weiyi.agent.reading.Digest;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/** The certificates of an evidence file, and whether the trusted authority made them. */
final class Keys {
    private static final String CA = "certificates/ca.pem";
    private static final String RECEIPTS = "certificates/receipt-";
    private static final String DEVICES = "certificates/device-";
    private static final String LIST = "certificates.json";
    /** The purpose that the authority gives to receipt keys alone. */
    private static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";

    private static final String CLIENT = "1.3.6.1.5.5.7.3.2";

    private final List<Finding> problems;
    private final Map<String, X509Certificate> receipts = new LinkedHashMap<>();
    private final Map<String, X509Certificate> devices = new LinkedHashMap<>();
    private final Map<String, Instant> revoked = new HashMap<>();
    private final Map<String, Object> trust = new LinkedHashMap<>();

    private Keys(List<Finding> problems) {
        this.problems = problems;
    }

    static Keys of(Contents contents, Pins pins, List<Finding> problems) {
        Keys keys = new Keys(problems);
        Optional<X509Certificate> authority = contents.certificate(CA);
        authority.ifPresent(ca -> keys.trustAuthority(ca, pins));
        for (X509Certificate key : contents.certificates(RECEIPTS)) {
            keys.add(key, authority, TIME_STAMPING, RECEIPTS, keys.receipts);
        }
        for (X509Certificate device : contents.certificates(DEVICES)) {
            keys.add(device, authority, CLIENT, DEVICES, keys.devices);
        }
        keys.trustReceiptKeys(pins);
        for (Fields listed : contents.objects(LIST)) {
            try {
                Instant at = listed.optionalTime("revokedAt");
                if (at != null) {
                    keys.revoked.put(listed.text("kid"), at);
                }
            } catch (Unreadable e) {
                problems.add(new Finding("unreadable", LIST, "证书清单无法读取", e.reason()));
            }
        }
        return keys;
    }

    private void trustAuthority(X509Certificate ca, Pins pins) {
        String found = fingerprint(ca);
        trust.put("caSha256", found);
        trust.put("caFrom", pins.authorityFrom().name());
        if (pins.authority() != null && !pins.authority().equals(found)) {
            problems.add(new Finding(
                    "other-authority", CA, "签发机构不是所信任的机构", "made by another authority than the trusted one"));
        }
        if (!isSignedBy(ca, ca)) {
            problems.add(new Finding("certificate", CA, "机构证书被改动", "the authority's certificate was changed"));
        }
    }

    private void trustReceiptKeys(Pins pins) {
        trust.put("receiptKeys", List.copyOf(receipts.keySet()));
        trust.put("receiptKeyFrom", pins.receiptKey() == null ? "CA" : Pins.Source.OPTION.name());
        if (pins.receiptKey() != null && !receipts.keySet().equals(java.util.Set.of(pins.receiptKey()))) {
            problems.add(new Finding(
                    "other-receipt-key",
                    "certificates/",
                    "收讫密钥不是所信任的密钥",
                    "receipts are signed by another key than the trusted one"));
        }
    }

    private void add(
            X509Certificate certificate,
            Optional<X509Certificate> authority,
            String purpose,
            String prefix,
            Map<String, X509Certificate> known) {
        String kid = fingerprint(certificate);
        String where = prefix + kid + ".pem";
        if (authority.isEmpty() || !isSignedBy(certificate, authority.get())) {
            problems.add(new Finding("certificate", where, "证书不是该机构签发", "the certificate is not of the authority"));
            return;
        }
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            if (purposes == null || !purposes.contains(purpose)) {
                problems.add(new Finding("certificate", where, "证书用途不符", "the certificate is for another purpose"));
                return;
            }
        } catch (GeneralSecurityException e) {
            problems.add(new Finding("certificate", where, "证书无法读取", "the certificate cannot be read"));
            return;
        }
        known.put(kid, certificate);
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return Digest.of(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read has its bytes", e);
        }
    }

    Map<String, X509Certificate> receipts() {
        return receipts;
    }

    @Nullable
    X509Certificate device(String kid) {
        return devices.get(kid);
    }

    /** When the device of a certificate lost its right to report, as the server says; null if it did not. */
    @Nullable
    Instant revokedAt(String kid) {
        return revoked.get(kid);
    }

    static boolean isValidAt(X509Certificate certificate, Instant at) {
        return !at.isBefore(certificate.getNotBefore().toInstant())
                && !at.isAfter(certificate.getNotAfter().toInstant());
    }

    /** The common name, or "" when there is none. */
    static String commonName(X509Certificate certificate) {
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(part.getValue());
                }
            }
        } catch (InvalidNameException e) {
            return "";
        }
        return "";
    }

    Map<String, Object> trust() {
        return trust;
    }
}
