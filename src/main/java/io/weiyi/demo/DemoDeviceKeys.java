package io.weiyi.demo;

import io.weiyi.kernel.blob.BlobConfig;
import io.weiyi.kernel.files.OwnerOnly;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;

/** The private keys of the demo devices, kept beside the agents' homes so that a later start can go on signing. */
@Singleton
class DemoDeviceKeys {

    private final Path folder;

    DemoDeviceKeys(BlobConfig store) {
        this.folder = store.dir().toAbsolutePath().resolve("agents").resolve("devices");
    }

    /** Makes and keeps a key; a key that a start left behind before it was certified is replaced. */
    KeyPair make(String device) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            OwnerOnly.folder(folder);
            OwnerOnly.write(file(device), pair.getPrivate().getEncoded());
            return pair;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java makes no P-256 keys", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the key of demo device " + device + " cannot be kept", e);
        }
    }

    PrivateKey read(String device) {
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(file(device))));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the key of demo device " + device + " cannot be read", e);
        }
    }

    private Path file(String device) {
        return folder.resolve(device + ".pk8");
    }
}
