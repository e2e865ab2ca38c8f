package io.weiyi.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Gets enrolment codes the way a manager's program does: by the server's own HTTP interface. */
final class LabPcAccess {

    private static final Duration WAIT_MAX = Duration.ofSeconds(20);
    private static final int CREATED = 201;

    private final URI server;
    private final ObjectMapper json;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(WAIT_MAX).build();

    LabPcAccess(URI server, ObjectMapper json) {
        this.server = server;
        this.json = json;
    }

    URI server() {
        return server;
    }

    String enrolmentCode(long instrumentId) throws IOException, InterruptedException {
        String token = post("/api/v1/auth/token", Map.of("username", "provider", "password", DemoCity.PASSWORD), "")
                .path("accessToken")
                .asText();
        String code = post("/api/v1/instruments/" + instrumentId + "/enrolment-codes", Map.of(), token)
                .path("code")
                .asText();
        if (code.isEmpty()) {
            throw new IOException("the server gave no enrolment code");
        }
        return code;
    }

    private JsonNode post(String path, Map<String, ?> body, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(WAIT_MAX)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() > CREATED) {
            throw new IOException("POST " + path + " was answered " + answer.statusCode());
        }
        return json.readTree(answer.body());
    }
}
