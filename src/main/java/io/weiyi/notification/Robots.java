package io.weiyi.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Group robots of WeCom and DingTalk (群机器人). Only the addresses of the configured services are ever called, whatever a
 * person writes, and no redirect is followed.
 */
@Singleton
class Robots {

    private static final Duration CONNECT_MAX = Duration.ofSeconds(3);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final int TEXT_LENGTH_MAX = 600;

    private final NoticeChoiceRows choices;
    private final Clock clock;
    private final ObjectMapper json;
    private final List<String> origins;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_MAX)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    Robots(
            NoticeChoiceRows choices,
            Clock clock,
            ObjectMapper json,
            @ConfigProperty(name = "weiyi.notification.robot-origins") List<String> origins) {
        this.choices = choices;
        this.clock = clock;
        this.json = json;
        this.origins = List.copyOf(origins);
    }

    /** Whether a message may be sent there at all. */
    boolean allows(String address) {
        try {
            URI uri = URI.create(address);
            return uri.getUserInfo() == null
                    && uri.getHost() != null
                    && origins.contains(uri.getScheme() + "://" + uri.getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Sends a text to the robot a person chose; a choice that was taken back meanwhile is nothing to send. */
    void send(long personId, String text) {
        Optional<NoticeChoice> choice = choices.find(personId);
        if (choice.isEmpty() || choice.get().robot().isEmpty()) {
            return;
        }
        NoticeChoice robot = choice.get();
        if (!allows(robot.robotUrl())) {
            throw new IllegalStateException("the robot's address is not allowed");
        }
        String address =
                robot.robot().equals("DINGTALK") && !robot.robotSecret().isEmpty()
                        ? signed(robot.robotUrl(), robot.robotSecret(), clock.millis())
                        : robot.robotUrl();
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(body(text)))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            requireTaken(answer);
        } catch (IOException e) {
            // The message of such an exception may name the address, which is a secret.
            throw new IllegalStateException(
                    "the robot could not be reached: " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending to a robot");
        }
    }

    /** Both services take the same simple message. */
    private String body(String text) {
        String cut = text.length() > TEXT_LENGTH_MAX ? text.substring(0, TEXT_LENGTH_MAX) : text;
        try {
            return json.writeValueAsString(Map.of("msgtype", "text", "text", Map.of("content", cut)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Both answer 200 also when they refuse, and say so by a code. */
    private void requireTaken(HttpResponse<String> answer) {
        try {
            JsonNode code = json.readTree(answer.body()).path("errcode");
            if (answer.statusCode() != 200 || !code.isInt() || code.intValue() != 0) {
                throw new IllegalStateException("the robot answered " + answer.statusCode() + ", errcode " + code);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the robot answered " + answer.statusCode() + " without a code");
        }
    }

    /** DingTalk's signature: HMAC-SHA256 over time and secret, added to the address. */
    static String signed(String address, String secret, long millis) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] sum = mac.doFinal((millis + "\n" + secret).getBytes(StandardCharsets.UTF_8));
            String sign = URLEncoder.encode(Base64.getEncoder().encodeToString(sum), StandardCharsets.UTF_8);
            return address + (address.contains("?") ? "&" : "?") + "timestamp=" + millis + "&sign=" + sign;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
