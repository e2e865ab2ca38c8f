package io.weiyi.booking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.embedded.ServerProcess;
import io.weiyi.kernel.time.BusinessTime;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How fast the packaged server books and searches with the whole demo city in it, over HTTP, the clients on the same
 * machine. The simulated lab PCs and the back-filled readings are off, so that nothing else works meanwhile.
 */
class BookingBench {

    private static final int CLIENTS = 32;
    private static final int BOOKINGS = 3200;
    private static final int WARM_UP = 640;
    private static final int SEARCHES = 400;
    private static final int SLOT_MINUTES = 30;
    // The demo's own bookings end three weeks ahead, and the horizon is 90 days.
    private static final int FIRST_DAY = 25;
    // Filling the city takes seconds on a machine of its own, and minutes on a crowded one.
    private static final Duration START_MAX = Duration.ofMinutes(6);
    private static final List<String> WORDS = List.of("", "SEM", "质谱", "显微镜", "能谱");
    private static final Path RESULT = Path.of("target", "bench", "booking.md");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ROWS = new ArrayList<>();

    private static ServerProcess server;
    private static String base;
    private static HttpClient http;
    private static List<String> bearers;
    private static List<String> instruments;

    @BeforeAll
    static void start() throws Exception {
        Path data = Path.of("target", "bench-data");
        empty(data);
        int port = ServerProcess.freePort();
        server = ServerProcess.start(data, port, Map.of("WEIYI_DEMO_LAB_PCS", "false", "WEIYI_DEMO_READINGS", "false"));
        server.untilReady(START_MAX);
        base = "http://127.0.0.1:" + port + "/api/v1";
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        bearers = List.of(bearer("sme"), bearer("sme2"));
        instruments = List.of(instrument("DEMO-INSTANT"), instrument("DEMO-UNMETERED"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        Files.createDirectories(RESULT.getParent());
        List<String> table = new ArrayList<>(List.of("| what | load | result |", "|---|---|---|"));
        table.addAll(ROWS);
        Files.write(RESULT, table);
        table.forEach(System.out::println);
    }

    @Test
    void bookings_differentSlots_perSecond() throws Exception {
        AtomicInteger next = new AtomicInteger();
        run(CLIENTS, WARM_UP, () -> book(next.getAndIncrement()));
        Load load = run(CLIENTS, BOOKINGS, () -> book(next.getAndIncrement()));
        assertThat(load.failures()).as("bookings that were not answered 201").isZero();
        ROWS.add(load.row("bookings", CLIENTS + " clients, " + number(BOOKINGS) + " different slots of 2 instruments"));
    }

    @Test
    void search_freeBetween_atFullSize() throws Exception {
        int city = read(get("/instruments?size=1")).path("total").asInt();
        Random random = new Random(2024);
        run(1, SEARCHES / 2, () -> search(random));
        Load one = run(1, SEARCHES, () -> search(random));
        Load eight = run(8, SEARCHES, () -> search(random));
        assertThat(one.failures() + eight.failures()).isZero();
        String what = "free-between search over " + number(city) + " instruments";
        ROWS.add(one.row(what, "1 client, " + SEARCHES + " searches"));
        ROWS.add(eight.row(what, "8 clients, " + SEARCHES + " searches"));
    }

    private static boolean book(int number) throws Exception {
        int slot = number / instruments.size();
        Instant start = BusinessTime.startOf(BusinessTime.dayOf(Instant.now()).plusDays(FIRST_DAY))
                .plus(Duration.ofMinutes((long) SLOT_MINUTES * slot));
        String body = JSON.writeValueAsString(Map.of(
                "instrumentId",
                instruments.get(number % instruments.size()),
                "startsAt",
                start.toString(),
                "endsBefore",
                start.plus(Duration.ofMinutes(SLOT_MINUTES)).toString(),
                "mode",
                "SELF",
                "purpose",
                "断口形貌观察"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/bookings"))
                .header("Authorization", bearers.get(slot % bearers.size()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 201;
    }

    /** Half-day windows of the coming three weeks, with and without words. */
    private static boolean search(Random random) throws Exception {
        int day;
        int hour;
        int length;
        String word;
        synchronized (random) {
            day = 1 + random.nextInt(20);
            hour = 8 + random.nextInt(8);
            length = 1 + random.nextInt(4);
            word = WORDS.get(random.nextInt(WORDS.size()));
        }
        Instant from = BusinessTime.startOf(BusinessTime.dayOf(Instant.now()).plusDays(day))
                .plus(Duration.ofHours(hour));
        String query = "?availableFrom=" + from + "&availableTo=" + from.plus(Duration.ofHours(length))
                + (word.isEmpty() ? "" : "&q=" + URLEncoder.encode(word, StandardCharsets.UTF_8));
        return get("/instruments" + query).statusCode() == 200;
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(base + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode read(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static String bearer(String username) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/auth/token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"username\":\"" + username + "\",\"password\":\"weiyi-demo\"}"))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        return "Bearer " + read(answer).path("accessToken").asText();
    }

    private static String instrument(String innerId) throws Exception {
        for (JsonNode item : read(get("/instruments?q=" + innerId)).path("items")) {
            if (item.path("innerId").asText().equals(innerId)) {
                return item.path("id").asText();
            }
        }
        throw new IllegalStateException("the demo city has no " + innerId);
    }

    /** One request; true when it was answered as wanted. */
    private interface Call {
        boolean run() throws Exception;
    }

    /** Times so many calls from so many clients, each waiting for its answer before the next. */
    private static Load run(int clients, int calls, Call call) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            List<Future<long[]>> running = new ArrayList<>();
            AtomicInteger failures = new AtomicInteger();
            long begun = System.nanoTime();
            for (int client = 0; client < clients; client++) {
                running.add(pool.submit(() -> {
                    long[] nanos = new long[calls / clients];
                    for (int i = 0; i < nanos.length; i++) {
                        long start = System.nanoTime();
                        if (!call.run()) {
                            failures.incrementAndGet();
                        }
                        nanos[i] = System.nanoTime() - start;
                    }
                    return nanos;
                }));
            }
            List<long[]> nanos = new ArrayList<>();
            for (Future<long[]> one : running) {
                nanos.add(one.get());
            }
            long took = System.nanoTime() - begun;
            return new Load(
                    nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray(), took, failures.get());
        } finally {
            pool.shutdownNow();
        }
    }

    /** What was measured; the times are in order. */
    private record Load(long[] nanos, long tookNanos, int failures) {

        String row(String what, String load) {
            return "| " + what + " | " + load + " | " + number(nanos.length * 1_000_000_000L / tookNanos)
                    + " a second; p50 " + millis(50) + ", p95 " + millis(95) + ", p99 " + millis(99) + " |";
        }

        private String millis(int percent) {
            long value = nanos[Math.min(nanos.length - 1, nanos.length * percent / 100)];
            return String.format(Locale.ROOT, "%.1f ms", value / 1_000_000.0);
        }
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static void empty(Path root) throws IOException {
        if (Files.exists(root)) {
            try (var files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
