package io.weiyi.agent.identity;

import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.reading.Digest;
import io.weiyi.agent.route.Route;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Gets this device's certificate for a one-time code. Safe over plain HTTP: nothing secret is sent but the code, and
 * nothing is believed or stored unless the authority in the answer is the one whose fingerprint the code carries.
 */
public final class Enrolment {
    /** An id becomes a topic and a file name, so it may hold nothing that means something there. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final AgentHome home;
    private final String agentVersion;
    private final Route route;

    public Enrolment(AgentHome home, String agentVersion) {
        this(home, agentVersion, Route.DIRECT);
    }

    /** @param route the way to the server */
    public Enrolment(AgentHome home, String agentVersion, Route route) {
        this.home = home;
        this.agentVersion = agentVersion;
        this.route = route;
    }

    /**
     * Enrols and stores the identity.
     *
     * @param mayRename asks whether the home may become another device; false once it holds another one's readings
     */
    public DeviceIdentity enrol(String server, String codeText, String hostname, boolean mayRename) throws Refusal {
        ServerCall call = new ServerCall(server, "/api/v1/devices/enrol", "the enrolment", route);
        EnrolmentCode code = EnrolmentCode.parse(codeText);
        DeviceKey key = DeviceKey.loadOrMake(home.key());
        Map<String, Object> answer = call.ask(body(code, key, hostname));
        return store(checked(answer, code, key, server), mayRename);
    }

    /**
     * Prepares an enrolment without a network: keeps the code, so that the answer can be told from a forged one, and gives
     * the request for the key.
     */
    public String prepare(String codeText) throws Refusal {
        EnrolmentCode code = EnrolmentCode.parse(codeText);
        DeviceKey key = DeviceKey.loadOrMake(home.key());
        try {
            AgentHome.writeSecret(home.pendingCode(), code.text());
        } catch (IOException e) {
            throw new Refusal("The home folder " + home.folder() + " cannot be written.");
        }
        return key.certificateRequest("weiyi-agent");
    }

    /** The fingerprint of the authority that issued the prepared code, if there is one. */
    public Optional<String> awaitedAuthority() throws Refusal {
        try {
            Optional<String> code = AgentHome.read(home.pendingCode());
            return code.isEmpty()
                    ? Optional.empty()
                    : Optional.of(EnrolmentCode.parse(code.get()).authoritySha256());
        } catch (IOException e) {
            throw new Refusal("The home folder " + home.folder() + " cannot be read.");
        }
    }

    /** Takes the answer to a prepared enrolment, out of a file that was checked. */
    public DeviceIdentity complete(Map<String, Object> answer, boolean mayRename) throws Refusal {
        try {
            EnrolmentCode code =
                    EnrolmentCode.parse(AgentHome.read(home.pendingCode()).orElse(""));
            DeviceIdentity identity = store(checked(answer, code, DeviceKey.loadOrMake(home.key()), ""), mayRename);
            Files.deleteIfExists(home.pendingCode());
            return identity;
        } catch (IOException e) {
            throw new Refusal("The home folder " + home.folder() + " cannot be written.");
        }
    }

    private DeviceIdentity store(DeviceIdentity identity, boolean mayRename) throws Refusal {
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

    private Map<String, Object> body(EnrolmentCode code, DeviceKey key, String hostname) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("code", code.text());
        body.put("csrPem", key.certificateRequest("weiyi-agent"));
        body.put("agentVersion", agentVersion);
        body.put("hostname", hostname);
        return body;
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
        if (!Route.isBroker(uri)) {
            throw new IllegalArgumentException("mqttUri is not MQTT over TLS");
        }
        return uri;
    }
}
