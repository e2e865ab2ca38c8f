package io.weiyi.agent.identity;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.route.Route;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** One question to the server over HTTP and its answer, of which nothing is believed yet. */
final class ServerCall {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final int ANSWER_CHARS_MAX = 64 * 1024;

    private final String server;
    private final URI endpoint;
    private final String purpose;
    private final Route route;

    /**
     * @param path below the server's address
     * @param purpose what is asked for, in a sentence that begins with "the"
     * @param route the way there
     */
    ServerCall(String server, String path, String purpose, Route route) throws Refusal {
        this.server = server;
        this.endpoint = endpoint(server, path);
        this.purpose = purpose;
        this.route = route;
    }

    private static URI endpoint(String server, String path) throws Refusal {
        try {
            URI base = URI.create(server.strip().replaceAll("/+$", ""));
            boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
            if (http && base.getHost() != null) {
                return URI.create(base + path);
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the same sentence.
        }
        throw new Refusal("The server must be an http or https address, not '" + server + "'.");
    }

    Map<String, Object> ask(Map<String, Object> body) throws Refusal {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, application/problem+json")
                .POST(HttpRequest.BodyPublishers.ofString(json(body)))
                .build();
        HttpResponse<String> response;
        try {
            response = route.http()
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Refusal("The server " + server + " cannot be reached (" + reason(e) + ").");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("It was interrupted while it waited for " + purpose + ".");
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

    private String refusal(int status, Map<String, Object> problem) {
        if (problem.get("reason") instanceof String reason) {
            return "The server refused " + purpose + " code: " + oneLine(reason) + ".";
        }
        Object told = problem.get("detail") instanceof String ? problem.get("detail") : problem.get("title");
        return "The server refused " + purpose + " with status " + status
                + (told instanceof String text ? ": " + oneLine(text) : "") + ".";
    }

    /** What a stranger sent is shown on one line, short, without control characters. */
    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip().replaceAll("[.。]$", "");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    private static String json(Map<String, Object> map) {
        try {
            return JSON.std.asString(map);
        } catch (IOException e) {
            throw new IllegalStateException("a map of texts has a JSON form", e);
        }
    }
}
