package io.weiyi.agent.identity;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.reading.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gets this device's certificate for a one-time code. Safe over plain HTTP: nothing secret is sent but the code, and
 * nothing is believed or stored unless the authority in the answer is the one whose fingerprint the code carries.
 */
public final class Enrolment {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final int ANSWER_CHARS_MAX = 64 * 1024;
    /** An id becomes a topic and a file name, so it may hold nothing that means something there. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final Set<String> TLS_SCHEMES = Set.of("ssl", "mqtts", "tls");

    private final AgentHome home;
    private final String agentVersion;

    public Enrolment(AgentHome home, String agentVersion) {
        this.home = home;
        this.agentVersion = agentVersion;
    }

    /**
     * Enrols and stores the identity.
     *
     * @param mayRename asks whether the home may become another device; false once it holds another one's readings
     */
    public DeviceIdentity enrol(String server, String codeText, String hostname, boolean mayRename) throws Refusal {
        URI endpoint = endpoint(server);
        EnrolmentCode code = EnrolmentCode.parse(codeText);
        DeviceKey key = DeviceKey.loadOrMake(home.key());
        Map<String, Object> answer = ask(server, endpoint, body(code, key, hostname));
        DeviceIdentity identity = checked(answer, code, key, server);
        Optional<DeviceIdentity> before = DeviceIdentity.find(home);
        if (before.isPresent() && !before.get().deviceId().equals(identity.deviceId()) && !mayRename) {
            throw new Refusal("This home holds the readings of device "
                    + before.get().deviceId() + ", but the code is for device " + identity.deviceId()
                    + ": use another home folder for it.");
        }
        try {
            identity.store(home);
        } catch (IOException | GeneralSecurityException e) {
            throw new Refusal("The home folder " + home.folder() + " cannot be written.");
        }
        return identity;
    }

    private static URI endpoint(String server) throws Refusal {
        try {
            URI base = URI.create(server.strip().replaceAll("/+$", ""));
            boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
            if (http && base.getHost() != null) {
                return URI.create(base + "/api/v1/devices/enrol");
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the same sentence.
        }
        throw new Refusal("The server must be an http or https address, not '" + server + "'.");
    }

    private String body(EnrolmentCode code, DeviceKey key, String hostname) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("code", code.text());
        body.put("csrPem", key.certificateRequest("weiyi-agent"));
        body.put("agentVersion", agentVersion);
        body.put("hostname", hostname);
        return json(body);
    }

    private static String json(Map<String, Object> map) {
        try {
            return JSON.std.asString(map);
        } catch (IOException e) {
            throw new IllegalStateException("a map of texts has a JSON form", e);
        }
    }

    private static Map<String, Object> ask(String server, URI endpoint, String body) throws Refusal {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, application/problem+json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response;
        try {
            response = HttpClient.newBuilder()
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Refusal("The server " + server + " cannot be reached (" + reason(e) + ").");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("The enrolment was interrupted.");
        }
        Map<String, Object> answer = parse(response.body());
        if (response.statusCode() / 100 != 2) {
            throw new Refusal(refusal(response.statusCode(), answer));
        }
        return answer;
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null || message.isBlank()
                ? e.getClass()
                        .getSimpleName()
                        .replaceAll("(Exception|Error)$", "")
                        .toLowerCase(Locale.ROOT)
                : message.lines().findFirst().orElse(message);
    }

    private static Map<String, Object> parse(String body) {
        try {
            return body.length() > ANSWER_CHARS_MAX ? Map.of() : JSON.std.mapFrom(body);
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static String refusal(int status, Map<String, Object> problem) {
        if (problem.get("reason") instanceof String reason) {
            return "The server refused the enrolment code: " + oneLine(reason) + ".";
        }
        Object told = problem.get("detail") instanceof String ? problem.get("detail") : problem.get("title");
        return "The server refused the enrolment with status " + status
                + (told instanceof String text ? ": " + oneLine(text) : "") + ".";
    }

    /** What a stranger sent is shown on one line, short, without control characters. */
    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip().replaceAll("[.。]$", "");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    private static DeviceIdentity checked(Map<String, Object> answer, EnrolmentCode code, DeviceKey key, String server)
            throws Refusal {
        try {
            X509Certificate authority = Pem.certificate(text(answer, "caPem"));
            if (!Digest.of(authority.getEncoded()).equals(code.authoritySha256())) {
                throw new Refusal("The server at " + server + " is not the one that issued the code: "
                        + "its authority has another fingerprint, and nothing was stored.");
            }
            X509Certificate certificate = Pem.certificate(text(answer, "certificatePem"));
            certificate.verify(authority.getPublicKey());
            if (!certificate.getPublicKey().equals(key.publicKey())) {
                throw new GeneralSecurityException("the certificate is for another key");
            }
            DeviceIdentity.Device device = new DeviceIdentity.Device(
                    id(text(answer, "deviceId")), mqttUri(text(answer, "mqttUri")), instruments(answer));
            return new DeviceIdentity(device, server, key, certificate, authority);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Refusal("The server's answer cannot be used (" + e.getMessage() + "), and nothing was stored.");
        }
    }

    private static String text(Map<String, Object> answer, String name) {
        if (answer.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " is missing");
    }

    private static String id(String text) {
        if (ID.matcher(text).matches()) {
            return text;
        }
        throw new IllegalArgumentException("an id has a form that no topic can carry");
    }

    private static List<String> instruments(Map<String, Object> answer) {
        if (answer.get("instrumentIds") instanceof List<?> list && !list.isEmpty()) {
            return list.stream().map(String::valueOf).map(Enrolment::id).toList();
        }
        throw new IllegalArgumentException("instrumentIds is missing");
    }

    private static URI mqttUri(String text) {
        URI uri = URI.create(text);
        if (uri.getScheme() == null || !TLS_SCHEMES.contains(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("mqttUri is not MQTT over TLS");
        }
        return uri;
    }
}
