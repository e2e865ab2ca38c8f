package io.weiyi.metering.ingest;

import io.weiyi.testing.DeviceKeys;
import io.weiyi.testing.FleetDevice;
import io.weiyi.testing.TestDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A file of {@code src/test/resources/hostile}: how to bend a reading that is right, and what must become of it. One
 * instruction a line: {@code expect} accepted or the reason of the refusal; {@code header}, {@code claims} and
 * {@code claims-hex} replace a whole part; {@code set}, {@code append} and {@code pad} bend single claims; {@code sign} says
 * how it is signed; {@code raw} and {@code raw-hex} replace the whole message. Names in braces after a dollar sign stand for
 * what only the running test knows.
 */
final class HostileRecipe {

    private static final String ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

    private final String name;
    private final List<String> lines;
    private String expected = "";

    private HostileRecipe(Path file) throws IOException {
        this.name = file.getFileName().toString();
        this.lines = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    static List<HostileRecipe> all() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "hostile"))) {
            return files.sorted()
                    .map(file -> {
                        try {
                            return new HostileRecipe(file);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    /** What must become of it; known once it was {@link #message made}. */
    String expected() {
        return expected;
    }

    @Override
    public String toString() {
        return name;
    }

    /** The message, as the next one of a device; the device's chain goes on only when it is one that will be accepted. */
    byte[] message(FleetDevice own, FleetDevice other) {
        TestDevice device = own.device();
        long seq = device.seq;
        Map<String, Object> claims =
                device.session("session.start", UUID.randomUUID(), Instant.now().minusSeconds(60), 0, 0);
        claims.put("probe", name);
        String json = TestDevice.json(claims);
        String header = device.header();
        byte[] claimBytes = null;
        byte[] raw = null;
        String signing = "own";
        for (String line : lines) {
            String rest = line.contains(" ") ? line.substring(line.indexOf(' ') + 1) : "";
            rest = filled(rest, own, other, claims);
            switch (line.split(" ", 2)[0]) {
                case "expect" -> expected = rest;
                case "header" -> header = rest;
                case "claims" -> claimBytes = text(rest);
                case "claims-hex" -> claimBytes = HexFormat.of().parseHex(rest);
                case "set" -> json = set(json, rest.split(" ", 2)[0], rest.split(" ", 2)[1]);
                case "append" -> json = json.substring(0, json.length() - 1) + "," + rest + "}";
                case "pad" ->
                    json = json.substring(0, json.length() - 1) + ",\"pad\":\"" + "x".repeat(Integer.parseInt(rest))
                            + "\"}";
                case "sign" -> signing = rest;
                case "raw" -> raw = text(rest);
                case "raw-hex" -> raw = HexFormat.of().parseHex(rest);
                default -> throw new IllegalStateException(name + ": " + line);
            }
        }
        byte[] message =
                raw != null ? raw : signed(own, other, header, claimBytes == null ? text(json) : claimBytes, signing);
        if (expected.equals("accepted")) {
            device.prev = DeviceKeys.sha256(message);
        } else {
            device.seq = seq;
        }
        return message;
    }

    private static String filled(String text, FleetDevice own, FleetDevice other, Map<String, Object> claims) {
        return text.replace("${kid}", own.device().kid)
                .replace("${dev}", own.device().id)
                .replace("${ins}", String.valueOf(own.device().instrument))
                .replace("${seq}", String.valueOf(claims.get("seq")))
                .replace("${otherKid}", other.device().kid)
                .replace("${otherDev}", other.device().id)
                .replace("${otherIns}", String.valueOf(other.device().instrument));
    }

    /** Replaces a claim, whose value here is always a number or a text without braces, or adds it. */
    private static String set(String json, String claim, String value) {
        String bent = json.replaceFirst(
                "\"" + claim + "\":(\"[^\"]*\"|-?[0-9]+)",
                java.util.regex.Matcher.quoteReplacement("\"" + claim + "\":" + value));
        return bent.equals(json) ? json.substring(0, json.length() - 1) + ",\"" + claim + "\":" + value + "}" : bent;
    }

    private static byte[] signed(FleetDevice own, FleetDevice other, String header, byte[] claims, String signing) {
        String right = new String(own.jws(header, claims), StandardCharsets.US_ASCII);
        String unsigned = right.substring(0, right.lastIndexOf('.') + 1);
        String body = unsigned.substring(0, unsigned.length() - 1);
        return switch (signing) {
            case "own" -> text(right);
            case "none" -> text(unsigned);
            case "other" -> other.jws(header, claims);
            case "zeros" -> text(unsigned + DeviceKeys.encode(new byte[64]));
            case "order" -> text(unsigned + DeviceKeys.encode(HexFormat.of().parseHex(ORDER + ORDER)));
            case "bits" -> text(right.substring(0, right.length() - 1) + (char) (right.charAt(right.length() - 1) + 1));
            case "newline" -> text(right + "\n");
            case "hs256" -> text(unsigned + DeviceKeys.encode(hmac(own, body)));
            case "der" -> text(unsigned + DeviceKeys.encode(der(own, body)));
            default -> throw new IllegalStateException(signing);
        };
    }

    private static byte[] hmac(FleetDevice own, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(own.device().key.getPublic().getEncoded(), "HmacSHA256"));
            return mac.doFinal(text(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] der(FleetDevice own, String body) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(own.device().key.getPrivate());
            signature.update(text(body));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
