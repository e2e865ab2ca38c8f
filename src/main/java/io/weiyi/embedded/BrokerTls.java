package io.weiyi.embedded;

import io.weiyi.kernel.files.OwnerOnly;
import io.weiyi.metering.pki.DeviceCa;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Key store files in the form that the broker reads, written anew at each start under a password that nobody else knows.
 *
 * @param keyStore the broker's own key and certificate
 * @param trustStore the device CA
 * @param password of both
 * @param certificate that of the broker
 */
record BrokerTls(Path keyStore, Path trustStore, String password, X509Certificate certificate) {

    static BrokerTls write(Path folder, DeviceCa ca, List<String> hosts) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return write(
                folder,
                ca,
                ca.serverIdentity(hosts),
                Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /** Writes the next certificate under the same password, when there is one; null when the present one will do. */
    @Nullable
    BrokerTls renewed(Path folder, DeviceCa ca, List<String> hosts) {
        DeviceCa.Identity identity = ca.serverIdentity(hosts);
        return identity.certificate().equals(certificate) ? null : write(folder, ca, identity, password);
    }

    private static BrokerTls write(Path folder, DeviceCa ca, DeviceCa.Identity identity, String password) {
        try {
            Files.createDirectories(folder);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("broker", identity.key(), password.toCharArray(), new java.security.cert.Certificate[] {
                identity.certificate(), ca.certificate()
            });
            return new BrokerTls(
                    store(folder.resolve("broker.p12"), keys, password),
                    store(folder.resolve("trust.p12"), ca.trust(), password),
                    password,
                    identity.certificate());
        } catch (IOException | GeneralSecurityException e) {
            throw new StartProblem(
                    "The keys of the MQTT broker cannot be written into " + folder + ": " + e.getMessage());
        }
    }

    private static Path store(Path file, KeyStore store, String password) throws IOException, GeneralSecurityException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        store.store(content, password.toCharArray());
        OwnerOnly.write(file, content.toByteArray());
        return file;
    }
}
