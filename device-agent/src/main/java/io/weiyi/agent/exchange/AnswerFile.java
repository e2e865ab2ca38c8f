package io.weiyi.agent.exchange;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.reading.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The file that comes back: one JWS, signed by a server whose certificate stands in its header. It is believed only when the
 * enrolled authority, or the one that the enrolment code names, made that certificate for a server: acks let readings go.
 */
public final class AnswerFile {
    private static final long BYTES_MAX = 4L * 1024 * 1024;
    /** The purpose that the authority gives to servers and never to devices. */
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private final Map<String, Object> content;

    private AnswerFile(Map<String, Object> content) {
        this.content = content;
    }

    /** Reads an answer for a device that trusts an authority already. */
    public static AnswerFile read(Path file, X509Certificate authority) throws Refusal {
        return read(text(file), authority);
    }

    /** Reads the first answer: its authority must be the one whose fingerprint the code carried. */
    public static AnswerFile readFirst(Path file, String authoritySha256) throws Refusal {
        String jws = text(file);
        try {
            X509Certificate authority =
                    certificate(String.valueOf(claims(jws).get("caPem")).replaceAll("-----[A-Z ]+-----|\\s", ""));
            if (!Digest.of(authority.getEncoded()).equals(authoritySha256)) {
                throw new Refusal("The answer is not of the server that issued the code, and nothing was stored.");
            }
            return read(jws, authority);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw unusable();
        }
    }

    private static String text(Path file) throws Refusal {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw unusable();
            }
            return Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new Refusal("The file " + file + " cannot be read.");
        }
    }

    private static AnswerFile read(String jws, X509Certificate authority) throws Refusal {
        try {
            String[] parts = jws.split("\\.", -1);
            Map<String, Object> header = json(parts[0]);
            boolean ours =
                    parts.length == 3 && "ES256".equals(header.get("alg")) && "weiyi-answer".equals(header.get("typ"));
            if (!ours || !(header.get("x5c") instanceof List<?> chain) || chain.isEmpty()) {
                throw unusable();
            }
            X509Certificate server = certificate(String.valueOf(chain.get(0)));
            server.verify(authority.getPublicKey());
            List<String> purposes = server.getExtendedKeyUsage();
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(server.getPublicKey());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            boolean right = signature.verify(Base64.getUrlDecoder().decode(parts[2]));
            if (!right || purposes == null || !purposes.contains(SERVER_AUTH)) {
                throw unusable();
            }
            return new AnswerFile(claims(jws));
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw unusable();
        }
    }

    private static Refusal unusable() {
        return new Refusal("The file is not an answer of this device's server, or it is damaged; nothing was changed.");
    }

    private static Map<String, Object> claims(String jws) throws IOException {
        String[] parts = jws.split("\\.", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not three parts");
        }
        return json(parts[1]);
    }

    private static Map<String, Object> json(String part) throws IOException {
        return JSON.std.mapFrom(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    private static X509Certificate certificate(String base64) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    }

    /** The whole answer, for an enrolment. */
    public Map<String, Object> content() {
        return content;
    }

    public String deviceId() {
        return String.valueOf(content.get("deviceId"));
    }

    public String certificatePem() {
        return String.valueOf(content.get("certificatePem"));
    }

    public long ackSeq() {
        return ack().get("seq") instanceof Number seq ? seq.longValue() : 0;
    }

    public String ackHead() {
        return Objects.toString(ack().get("head"), "");
    }

    private Map<?, ?> ack() {
        return content.get("ack") instanceof Map<?, ?> ack ? ack : Map.of();
    }

    /** Codes of refused readings by seq. */
    public Map<Long, String> refused() {
        Map<Long, String> refused = new LinkedHashMap<>();
        if (content.get("refused") instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> one
                        && String.valueOf(one.get("seq")).matches("[0-9]{1,15}")) {
                    refused.put(Long.valueOf(String.valueOf(one.get("seq"))), String.valueOf(one.get("code")));
                }
            }
        }
        return refused;
    }
}
