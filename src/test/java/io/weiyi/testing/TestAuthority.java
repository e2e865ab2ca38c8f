package io.weiyi.testing;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates that the server would never sign, with its own authority's key or with another one. */
public final class TestAuthority {

    private TestAuthority() {}

    /** The private key of the device CA of a store. */
    public static PrivateKey keyOf(Path store) throws Exception {
        String pem = Files.readString(store.resolve("pki").resolve("ca.key.pem"));
        byte[] der = Base64.getMimeDecoder()
                .decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    /** A certificate for a device, in the name of the authority, signed with the given key. */
    public static X509Certificate certify(
            X509Certificate authority, PrivateKey signer, String device, PublicKey key, Instant from, Instant until)
            throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(new X509v3CertificateBuilder(
                                X500Name.getInstance(
                                        authority.getSubjectX500Principal().getEncoded()),
                                BigInteger.valueOf(System.nanoTime()),
                                Date.from(from),
                                Date.from(until),
                                new X500Name("O=Weiyi,CN=" + device),
                                SubjectPublicKeyInfo.getInstance(key.getEncoded()))
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
    }
}
