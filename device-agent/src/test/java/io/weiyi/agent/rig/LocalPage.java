package io.weiyi.agent.rig;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser, and something worse than a browser, before the agent's local page: it may send any header. */
public final class LocalPage {
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");
    private static final Pattern LOCATION = Pattern.compile("(?m)^Location: (\\S+)");

    private final int port;
    private final String token;

    private LocalPage(int port, String token) {
        this.port = port;
        this.token = token;
    }

    public static LocalPage of(Path home) {
        try {
            Map<String, Object> door = JSON.std.mapFrom(Files.readString(home.resolve("door.json")));
            return new LocalPage(((Number) door.get("port")).intValue(), (String) door.get("token"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    public String host() {
        return "127.0.0.1:" + port;
    }

    public String bearer() {
        return "Authorization: Bearer " + token + "\r\n";
    }

    /** The page as it is in a language. */
    public String read(String language) {
        return raw("GET", "/?lang=" + language, host(), "", "");
    }

    public String formToken() {
        Matcher found = TOKEN.matcher(read("zh"));
        if (!found.find()) {
            throw new IllegalStateException("no form on the page");
        }
        return found.group(1);
    }

    /** Sends a form of the page as a browser does, and answers the page it is led to. */
    public String post(String form, String fields) {
        String body = "token=" + formToken() + "&lang=zh&" + fields;
        String answer = raw(
                "POST", "/" + form, host(), "Origin: http://" + host() + "\r\nSec-Fetch-Site: same-origin\r\n", body);
        Matcher location = LOCATION.matcher(answer);
        return location.find() ? raw("GET", location.group(1), host(), "", "") : answer;
    }

    public String call(String method, String name, String body) {
        return raw(method, "/api/" + name, host(), bearer(), body);
    }

    /** The whole answer to a request with any host and headers. */
    public String raw(String method, String path, String host, String headers, String body) {
        String type = headers.contains("Content-Type") || !method.equals("POST")
                ? ""
                : "Content-Type: application/x-www-form-urlencoded\r\n";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + type
                + "Content-Length: " + bytes.length + "\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
