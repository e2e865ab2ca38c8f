package io.weiyi.agent.door;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.weiyi.agent.desk.Answer;
import io.weiyi.agent.desk.Desk;
import io.weiyi.agent.desk.SeatView;
import io.weiyi.agent.desk.Words;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers requests at the local door: the page with its forms, and the same for the commands as JSON. */
final class DoorHandler implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(DoorHandler.class.getName());
    private static final int BODY_MAX = 4096;
    private static final String HTML = "text/html; charset=utf-8";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Desk desk;
    private final DoorGuard guard;
    private final Said said = new Said();

    DoorHandler(Desk desk, DoorGuard guard) {
        this.desk = desk;
        this.guard = guard;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            protect(exchange.getResponseHeaders());
            route(exchange);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a request at the local door failed", e);
        }
    }

    /** What a browser must not do with these pages. */
    private static void protect(Headers headers) {
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private void route(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean post = exchange.getRequestMethod().equals("POST");
        boolean get = exchange.getRequestMethod().equals("GET");
        Headers headers = exchange.getRequestHeaders();
        boolean call = path.startsWith("/api/");
        if (!(get && !call ? guard.meantToRead(headers) : guard.meant(headers))) {
            plain(exchange, 403, "This address is for the person at this PC only.");
        } else if (call) {
            call(exchange, path.substring("/api/".length()), get, post);
        } else if (path.equals("/style.css") && get) {
            style(exchange);
        } else if (path.equals("/") && get) {
            page(exchange);
        } else if (Deed.of(path.substring(1)).isPresent() && post) {
            form(exchange, Deed.of(path.substring(1)).orElseThrow());
        } else if (path.equals("/")
                || path.equals("/style.css")
                || Deed.of(path.substring(1)).isPresent()) {
            exchange.getResponseHeaders().set("Allow", path.length() > 1 && !path.endsWith("css") ? "POST" : "GET");
            plain(exchange, 405, "Not this way.");
        } else {
            plain(exchange, 404, "There is no such page.");
        }
    }

    /** What can be done at the door. */
    private enum Deed {
        START,
        END,
        WHY;

        static Optional<Deed> of(String text) {
            for (Deed deed : values()) {
                if (deed.name().toLowerCase(java.util.Locale.ROOT).equals(text)) {
                    return Optional.of(deed);
                }
            }
            return Optional.empty();
        }
    }

    private Answer done(Deed deed, Map<String, String> fields) throws Desk.Busy {
        String instrument = fields.getOrDefault("instrument", "");
        return switch (deed) {
            case START -> desk.start(fields.getOrDefault("code", ""), instrument);
            case END -> desk.end(instrument);
            case WHY -> desk.why(fields.getOrDefault("reason", ""), fields.getOrDefault("text", ""), instrument);
        };
    }

    // ---- the page ----

    private void page(HttpExchange exchange) throws IOException {
        Map<String, String> query = fields(
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
        Words words = Words.of(query.getOrDefault("lang", "zh"));
        try {
            DoorPage page = new DoorPage(words, guard.formToken(), desk.now());
            send(exchange, 200, HTML, page.text(desk.look(), said.take(query.get("said"))));
        } catch (Desk.Busy e) {
            plain(exchange, 503, words.say("busy"));
        }
    }

    private void form(HttpExchange exchange, Deed deed) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        Optional<String> body = body(exchange);
        if (type == null || !type.split(";")[0].strip().equalsIgnoreCase(FORM)) {
            plain(exchange, 415, "Only the page's own forms are taken.");
            return;
        }
        if (body.isEmpty()) {
            plain(exchange, 413, "Too much.");
            return;
        }
        Map<String, String> fields = fields(body.get());
        String language = Words.of(fields.getOrDefault("lang", "zh")).language();
        Answer answer;
        int status = 303;
        if (!guard.knowsForm(fields.get("token"))) {
            plain(exchange, 403, Words.of(language).say("stale"));
            return;
        }
        try {
            answer = done(deed, fields);
        } catch (Desk.Busy e) {
            answer = Answer.refused("busy");
        }
        exchange.getResponseHeaders().set("Location", "/?lang=" + language + "&said=" + said.keep(answer));
        exchange.sendResponseHeaders(status, -1);
    }

    private static void style(HttpExchange exchange) throws IOException {
        try (InputStream in = DoorHandler.class.getResourceAsStream("style.css")) {
            if (in == null) {
                throw new IllegalStateException("the style is missing");
            }
            byte[] css = in.readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/css; charset=utf-8");
            exchange.sendResponseHeaders(200, css.length);
            exchange.getResponseBody().write(css);
        }
    }

    // ---- the commands ----

    private void call(HttpExchange exchange, String name, boolean get, boolean post) throws IOException {
        if (!guard.knowsToken(exchange.getRequestHeaders())) {
            json(exchange, 401, Map.of("done", false, "key", "token"));
            return;
        }
        Optional<Deed> deed = Deed.of(name);
        Optional<String> body = body(exchange);
        if (body.isEmpty()) {
            json(exchange, 413, Map.of("done", false, "key", "tooLarge"));
            return;
        }
        Map<String, String> fields = fields(body.get());
        Words words = Words.of(fields.getOrDefault("lang", "en"));
        try {
            if (deed.isPresent() && post) {
                Answer answer = done(deed.get(), fields);
                if (answer.key().equals("locked")) {
                    exchange.getResponseHeaders().set("Retry-After", Long.toString(desk.lockedSeconds()));
                }
                int status = answer.done() ? 200 : answer.key().equals("locked") ? 429 : 409;
                json(exchange, status, answer(answer, words));
            } else if (name.equals("left") && get) {
                json(exchange, 200, Map.of("instruments", left(desk.look())));
            } else {
                json(exchange, 404, Map.of("done", false, "key", "unknown"));
            }
        } catch (Desk.Busy e) {
            json(exchange, 503, answer(Answer.refused("busy"), words));
        }
    }

    private Map<String, Object> answer(Answer answer, Words words) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("done", answer.done());
        json.put("key", answer.key());
        json.put("text", new Times(desk.now()).say(words, answer));
        return json;
    }

    private List<Map<String, Object>> left(List<SeatView> seats) {
        Times times = new Times(desk.now());
        return seats.stream()
                .map(seat -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("instrumentId", seat.instrument());
                    json.put("running", seat.running());
                    json.put("runSeconds", seat.runSeconds());
                    json.put("textZh", times.line(Words.of("zh"), seat));
                    json.put("textEn", times.line(Words.of("en"), seat));
                    if (seat.booking() != null) {
                        json.put("bookingId", seat.booking().id());
                        json.put("endsBefore", seat.booking().endsBefore().toString());
                        json.put("leftSeconds", times.leftSeconds(seat.booking().endsBefore()));
                    }
                    return json;
                })
                .toList();
    }

    // ---- plain HTTP ----

    /** The body, or nothing when it is larger than any form here. */
    private static Optional<String> body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(BODY_MAX + 1);
        return bytes.length > BODY_MAX ? Optional.empty() : Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    private static Map<String, String> fields(String encoded) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : encoded.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static void plain(HttpExchange exchange, int status, String text) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", text);
    }

    private static void json(HttpExchange exchange, int status, Map<String, ?> json) throws IOException {
        send(exchange, status, "application/json", JSON.std.asString(json));
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Answers on their way over a redirect: only their number travels in the address, so that no link can forge one. */
    private static final class Said {
        private static final int KEPT = 32;
        private final Map<String, Answer> answers = new LinkedHashMap<>();
        private long number;

        synchronized String keep(Answer answer) {
            if (answers.size() >= KEPT) {
                answers.remove(answers.keySet().iterator().next());
            }
            String key = Long.toString(++number);
            answers.put(key, answer);
            return key;
        }

        synchronized @Nullable Answer take(@Nullable String key) {
            return key == null ? null : answers.remove(key);
        }
    }
}
