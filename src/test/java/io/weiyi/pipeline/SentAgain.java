package io.weiyi.pipeline;

import io.restassured.path.json.JsonPath;
import io.weiyi.testing.DeviceKeys;
import io.weiyi.testing.TestDevice;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;

/** Sends messages under the identity of an agent that is not running, in order. */
final class SentAgain {

    private SentAgain() {}

    static void over(Path home, List<String> readings, String last) throws Exception {
        Path identity = home.resolve("identity");
        JsonPath device = JsonPath.from(identity.resolve("device.json").toFile());
        X509Certificate certificate = DeviceKeys.certificate(Files.readString(identity.resolve("certificate.pem")));
        X509Certificate authority = DeviceKeys.certificate(Files.readString(identity.resolve("ca.pem")));
        KeyPair key = new KeyPair(certificate.getPublicKey(), privateKey(identity.resolve("key.pem")));
        String id = device.getString("deviceId");
        MqttAsyncClient client = TestDevice.client(
                URI.create(device.getString("mqttUri")), id, TestDevice.options(key, certificate, authority));
        try {
            for (String reading : readings) {
                send(client, id, reading);
            }
            send(client, id, last);
        } finally {
            client.disconnect().waitForCompletion(10_000);
            client.close();
        }
    }

    private static void send(MqttAsyncClient client, String id, String text) throws Exception {
        client.publish("weiyi/v1/" + id + "/usage", text.getBytes(StandardCharsets.UTF_8), 1, false)
                .waitForCompletion(10_000);
    }

    private static PrivateKey privateKey(Path pem) throws Exception {
        // The file holds the public key beside it.
        Matcher block =
                Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END").matcher(Files.readString(pem));
        if (!block.find()) {
            throw new IllegalStateException("no private key in " + pem);
        }
        String body = block.group(1).replaceAll("\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    }
}
