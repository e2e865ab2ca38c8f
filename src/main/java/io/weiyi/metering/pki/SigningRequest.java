package io.weiyi.metering.pki;

import io.weiyi.kernel.problem.Checks;
import java.io.IOException;
import java.io.StringReader;
import java.security.Provider;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#10 request whose signature proves that the sender has the key. Its subject is ignored: the authority names the
 * device.
 *
 * @param key the key to certify, of a type in the table
 * @param keySha256 hash of the key, by which the same request is known again
 */
record SigningRequest(SubjectPublicKeyInfo key, byte[] keySha256) {

    static final int CHARS_MAX = 8192;

    /** As an instance of its own: the JDK's providers know keys by names and not by object identifiers. */
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    /** Reads the field {@code csrPem} of a call; a violation where it is not a good request. */
    static Optional<SigningRequest> read(Checks checks, @Nullable String csrPem) {
        Optional<SigningRequest> request = parse(csrPem == null ? "" : csrPem);
        checks.require(
                request.isPresent(),
                "csrPem",
                "must be a PKCS#10 request in PEM, signed by its own key, which is on P-256");
        return request;
    }

    /** Reads a request; empty when it is none, its signature is wrong, or its key is of no type in the table. */
    static Optional<SigningRequest> parse(String pem) {
        if (pem.length() > CHARS_MAX) {
            return Optional.empty();
        }
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (!(parser.readObject() instanceof PKCS10CertificationRequest request)) {
                return Optional.empty();
            }
            SubjectPublicKeyInfo key = request.getSubjectPublicKeyInfo();
            if (KeyType.of(key).isEmpty()
                    || !request.isSignatureValid(new JcaContentVerifierProviderBuilder()
                            .setProvider(BOUNCY_CASTLE)
                            .build(key))) {
                return Optional.empty();
            }
            return Optional.of(new SigningRequest(key, Pem.sha256(key.getEncoded())));
        } catch (IOException | PKCSException | OperatorCreationException | RuntimeException e) {
            // A stranger's bytes make the parser fail in many ways, and all of them mean the same.
            return Optional.empty();
        }
    }
}
