package io.weiyi.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpServer;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.rig.TestAuthority;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentTest {
    private final TestAuthority authority = new TestAuthority();
    private final List<Map<String, Object>> requests = new ArrayList<>();
    private HttpServer http;
    private Answer answer = this::enrolled;
    private AgentHome home;

    private interface Answer {
        Map<String, Object> to(Map<String, Object> request) throws Exception;
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        home = new AgentHome(folder.resolve("home"));
        home.create();
        http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        http.createContext("/api/v1/devices/enrol", exchange -> {
            byte[] body;
            int status;
            try {
                Map<String, Object> request =
                        JSON.std.mapFrom(exchange.getRequestBody().readAllBytes());
                requests.add(request);
                Map<String, Object> answered = answer.to(request);
                status = answered.get("status") instanceof Integer told ? told : 201;
                body = JSON.std.asBytes(answered);
            } catch (Exception e) {
                status = 500;
                body = String.valueOf(e).getBytes();
            }
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private Map<String, Object> enrolled(Map<String, Object> request) throws Exception {
        return new HashMap<>(Map.of(
                "deviceId", "d-1",
                "certificatePem", TestAuthority.pem(authority.certify((String) request.get("csrPem"), "d-1")),
                "caPem", authority.pem(),
                "mqttUri", "ssl://broker.example:8883",
                "instrumentIds", List.of("17", "18")));
    }

    private String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    private DeviceIdentity enrol() throws Refusal {
        return enrol(url(), authority.code(), true);
    }

    private DeviceIdentity enrol(String server, String code, boolean mayRename) throws Refusal {
        return new Enrolment(home, "1.0.0").enrol(server, code, "lab-pc", mayRename);
    }

    private void refused(String sentence, String server, String code) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> enrol(server, code, true))
                .withMessageContaining(sentence);
    }

    private void nothingStored() throws Refusal {
        assertThat(DeviceIdentity.find(home)).isEmpty();
        assertThat(home.certificate()).doesNotExist();
        assertThat(home.authority()).doesNotExist();
    }

    @Test
    void enrol_rightCode_identityKeptAndKeyForItsOwnerOnly() throws Exception {
        enrol();

        DeviceIdentity identity = DeviceIdentity.load(home);
        assertThat(identity.deviceId()).isEqualTo("d-1");
        assertThat(identity.instrumentIds()).containsExactly("17", "18");
        assertThat(identity.mqttUri()).hasHost("broker.example");
        assertThat(identity.sockets()).isNotNull();
        assertThat(requests.get(0))
                .containsEntry("code", authority.code())
                .containsEntry("agentVersion", "1.0.0")
                .containsEntry("hostname", "lab-pc");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.key())))
                .isEqualTo("rw-------");
    }

    @Test
    void enrol_answerLost_secondTryUsesTheSameKey() throws Exception {
        answer = request -> Map.of("status", 503);
        refused("status 503", url(), authority.code());
        String key = Files.readString(home.key());
        answer = this::enrolled;

        enrol();

        assertThat(Files.readString(home.key())).isEqualTo(key);
        enrol();
        assertThat(Files.readString(home.key())).isEqualTo(key);
    }

    @Test
    void enrol_otherAuthorityAnswers_nothingStored() throws Exception {
        answer = request -> {
            Map<String, Object> forged = enrolled(request);
            TestAuthority other = new TestAuthority();
            forged.put("caPem", other.pem());
            forged.put("certificatePem", TestAuthority.pem(other.certify((String) request.get("csrPem"), "d-1")));
            return forged;
        };

        refused("another fingerprint", url(), authority.code());
        nothingStored();
    }

    @Test
    void enrol_certificateOfAnotherKeyOrAuthority_nothingStored() throws Exception {
        answer = request -> {
            Map<String, Object> wrong = enrolled(request);
            wrong.put(
                    "certificatePem",
                    TestAuthority.pem(authority.certify(TestAuthority.newPair().getPublic(), "d-1")));
            return wrong;
        };
        refused("another key", url(), authority.code());

        answer = request -> {
            Map<String, Object> wrong = enrolled(request);
            wrong.put(
                    "certificatePem",
                    TestAuthority.pem(new TestAuthority().certify((String) request.get("csrPem"), "d-1")));
            return wrong;
        };
        refused("nothing was stored", url(), authority.code());
        nothingStored();
    }

    @Test
    void enrol_refusedCode_reasonShown() throws Exception {
        answer = request ->
                Map.of("type", "/problems/enrolment-code-invalid", "status", 422, "reason", "expired\u0007\nx");

        refused("The server refused the enrolment code: expired x.", url(), authority.code());
        nothingStored();
    }

    @Test
    void enrol_unusableAnswers_oneSentenceAndNothingStored() throws Exception {
        for (String missing : List.of("deviceId", "certificatePem", "caPem", "mqttUri", "instrumentIds")) {
            answer = request -> {
                Map<String, Object> part = enrolled(request);
                part.remove(missing);
                return part;
            };
            refused(
                    missing.equals("caPem") || missing.equals("certificatePem") ? missing : missing,
                    url(),
                    authority.code());
        }
        for (Map.Entry<String, Object> bad : Map.<String, Object>of(
                        "deviceId", "../../x",
                        "mqttUri", "tcp://broker.example:1883",
                        "instrumentIds", List.of("a/#"),
                        "caPem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")
                .entrySet()) {
            answer = request -> {
                Map<String, Object> part = enrolled(request);
                part.put(bad.getKey(), bad.getValue());
                return part;
            };
            refused("nothing was stored", url(), authority.code());
        }
        nothingStored();
    }

    @Test
    void enrol_incompleteCode_refusedBeforeAnythingIsSent() {
        for (String code : List.of("", "AAAA-BBBB-CCCC", "AAAA-BBBB-CCCC.", "AAAA-BBBB-CCCC.short", ".x")) {
            refused("incomplete", url(), code);
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void enrol_serverNotThere_oneSentence() {
        http.stop(0);

        refused("cannot be reached", url(), authority.code());
        refused("must be an http or https address", "ftp://x", authority.code());
        refused("must be an http or https address", "not a url", authority.code());
    }

    @Test
    void enrol_otherDeviceInAHomeWithReadings_refused() throws Exception {
        enrol();
        answer = request -> {
            Map<String, Object> other = enrolled(request);
            other.put("deviceId", "d-2");
            other.put("certificatePem", TestAuthority.pem(authority.certify((String) request.get("csrPem"), "d-2")));
            return other;
        };

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> enrol(url(), authority.code(), false))
                .withMessageContaining("another home folder");
        assertThat(DeviceIdentity.load(home).deviceId()).isEqualTo("d-1");

        assertThat(enrol(url(), authority.code(), true).deviceId()).isEqualTo("d-2");
    }

    @Test
    void load_spoiltIdentity_oneSentence() throws Exception {
        enrol();
        Files.writeString(home.device(), "{");

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> DeviceIdentity.load(home))
                .withMessageContaining("enrol this device again");
    }
}
