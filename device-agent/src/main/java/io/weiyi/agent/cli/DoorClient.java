package io.weiyi.agent.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.HomeLock;
import io.weiyi.agent.home.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Talks to the agent that runs in a home, over loopback and with the token of that home. */
final class DoorClient {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final int port;
    private final String token;

    private DoorClient(int port, String token) {
        this.port = port;
        this.token = token;
    }

    static DoorClient of(AgentHome home) throws Refusal {
        if (!home.exists()) {
            throw new Refusal("This agent is not enrolled: there is no home folder " + home.folder() + ".");
        }
        try {
            Optional<String> text = AgentHome.read(home.door());
            // The file of an agent that was killed may name a port that is somebody else's by now.
            if (text.isEmpty() || free(home)) {
                throw new Refusal("No agent is running in the home folder " + home.folder()
                        + ", or its local page is switched off.");
            }
            Map<String, Object> door = JSON.std.mapFrom(text.get());
            return new DoorClient(
                    Integer.parseInt(String.valueOf(door.get("port"))), String.valueOf(door.get("token")));
        } catch (IOException | NumberFormatException e) {
            throw new Refusal("You may not read " + home.door() + "; use the agent's local page instead.");
        }
    }

    private static boolean free(AgentHome home) throws Refusal {
        Optional<HomeLock> lock = HomeLock.tryTake(home);
        lock.ifPresent(HomeLock::close);
        return lock.isPresent();
    }

    static boolean chinese() {
        return Locale.getDefault().getLanguage().equals("zh");
    }

    /** Asks for something to be done; answers the sentence for the person, or refuses with it. */
    String ask(String deed, Map<String, String> fields) throws Refusal {
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "lang=" + (chinese() ? "zh" : "en") + "&", ""));
        Map<String, Object> answer = call("POST", deed, form);
        String text = String.valueOf(answer.get("text"));
        if (!Boolean.TRUE.equals(answer.get("done"))) {
            throw new Refusal(text);
        }
        return text;
    }

    Map<String, Object> read(String what) throws Refusal {
        return call("GET", what, "");
    }

    private Map<String, Object> call(String method, String path, String body) throws Refusal {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/api/" + path)
                    .toURL()
                    .openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setRequestMethod(method);
            connection.setRequestProperty("Authorization", "Bearer " + token);
            if (method.equals("POST")) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
                connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            boolean failed = connection.getResponseCode() >= 400;
            try (InputStream in = failed ? connection.getErrorStream() : connection.getInputStream()) {
                return JSON.std.mapFrom(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new Refusal("The agent does not answer on port " + port + ".");
        }
    }
}
