package io.weiyi.booking;

import static io.weiyi.booking.BookingFixture.body;
import static io.weiyi.booking.BookingFixture.day;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;

/**
 * Many people click at one free half hour within a few milliseconds, as the peers were measured: they create a booking,
 * move one there, or stretch one into it from either side while the others book it.
 */
abstract class UnderFire {

    private static final int SLOT = 30;
    private static final int PEOPLE_MAX = 64;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    ObjectMapper json;

    @TestHTTPResource("/api/v1/bookings")
    URI bookings;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Random random = new Random(2024);
    private BookingFixture it;
    private List<String> bearers = List.of();

    private record Answer(int status, int offered, long micros) {}

    private record Ask(String method, String path, String bearer, Map<String, ?> body) {}

    /** Plays all rounds, asserts that each has one winner, and returns the table. */
    List<String> fire(int[] people, int[] withinMillis, int trials) throws Exception {
        it = new BookingFixture(jdbi, hasher);
        bearers = IntStream.range(0, PEOPLE_MAX)
                .mapToObj(i -> it.city.bearer(it.city.member(it.firm)))
                .toList();
        List<String> rows = new ArrayList<>(List.of(
                "| what | people | clicks within | trials | more than one winner | none | p50 | p95 |",
                "|---|---|---|---|---|---|---|---|"));
        ExecutorService clients = Executors.newFixedThreadPool(PEOPLE_MAX);
        try {
            for (String what : List.of("create", "move", "extend")) {
                CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
                List<String> own = what.equals("move") ? own(instrument) : List.of();
                int trial = 0;
                for (int many : people) {
                    for (int within : withinMillis) {
                        List<Long> micros = new ArrayList<>();
                        for (int i = 0; i < trials; i++) {
                            List<Ask> asks = asks(what, instrument, own, many, trial++);
                            round(clients, asks, within, micros);
                        }
                        rows.add(row(what, many, within, trials, micros));
                    }
                }
                assertThat(overlaps(instrument)).as(what).isZero();
            }
        } finally {
            clients.shutdownNow();
        }
        return rows;
    }

    /** One booking of each person, out of the way. */
    private List<String> own(CityFixture.Instrument instrument) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < PEOPLE_MAX; i++) {
            ids.add(created(instrument, i, day(70, 0).plus(Duration.ofMinutes((long) SLOT * i)), SLOT));
        }
        return ids;
    }

    private String created(CityFixture.Instrument instrument, int person, Instant start, int minutes) throws Exception {
        HttpResponse<String> answer = send(new Ask(
                "POST", "", bearers.get(person), body(instrument, start, start.plus(Duration.ofMinutes(minutes)))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json.readTree(answer.body()).path("id").asText();
    }

    private List<Ask> asks(String what, CityFixture.Instrument instrument, List<String> own, int people, int trial)
            throws Exception {
        Instant from = day(2, 0).plus(Duration.ofMinutes((long) SLOT * trial * (what.equals("extend") ? 3 : 1)));
        Instant gap = what.equals("extend") ? from.plus(Duration.ofMinutes(SLOT)) : from;
        Instant end = gap.plus(Duration.ofMinutes(SLOT));
        List<Ask> asks = new ArrayList<>();
        if (what.equals("extend")) {
            String before = created(instrument, 0, from, SLOT);
            String after = created(instrument, 1, end, SLOT);
            asks.add(patch(before, 0, from, end));
            asks.add(patch(after, 1, gap, end.plus(Duration.ofMinutes(SLOT))));
        }
        for (int i = asks.size(); i < people; i++) {
            asks.add(
                    what.equals("move")
                            ? patch(own.get(i), i, gap, end)
                            : new Ask("POST", "", bearers.get(i), body(instrument, gap, end)));
        }
        return asks;
    }

    private Ask patch(String id, int person, Instant from, Instant until) {
        return new Ask(
                "PATCH",
                "/" + id,
                bearers.get(person),
                Map.of("startsAt", from.toString(), "endsBefore", until.toString()));
    }

    private void round(ExecutorService clients, List<Ask> asks, int withinMillis, List<Long> micros) throws Exception {
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
        List<Callable<Answer>> calls = new ArrayList<>();
        for (Ask ask : asks) {
            long click = start + (withinMillis == 0 ? 0 : random.nextInt(withinMillis * 1_000_000));
            calls.add(() -> {
                TimeUnit.NANOSECONDS.sleep(Math.max(0, click - System.nanoTime()));
                long begun = System.nanoTime();
                HttpResponse<String> answer = send(ask);
                long took = (System.nanoTime() - begun) / 1000;
                JsonNode told = json.readTree(answer.body());
                return new Answer(answer.statusCode(), told.path("nearest").size(), took);
            });
        }
        int winners = 0;
        for (Future<Answer> one : clients.invokeAll(calls)) {
            Answer answer = one.get();
            micros.add(answer.micros());
            if (answer.status() < 300) {
                winners++;
            } else {
                assertThat(answer.status()).isEqualTo(409);
                assertThat(answer.offered()).as("nearest free times").isPositive();
            }
        }
        assertThat(winners).isEqualTo(1);
    }

    private HttpResponse<String> send(Ask ask) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(bookings + ask.path()))
                .header("Authorization", ask.bearer())
                .header("Content-Type", "application/json")
                .method(ask.method(), HttpRequest.BodyPublishers.ofString(json.writeValueAsString(ask.body())))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private long overlaps(CityFixture.Instrument instrument) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT count(*) FROM booking a JOIN booking b ON a.instrument_id = b.instrument_id AND a.id < b.id
                           AND a.starts_at < b.ends_before AND b.starts_at < a.ends_before
                         WHERE a.instrument_id = :id AND a.status = 'CONFIRMED' AND b.status = 'CONFIRMED'""")
                .bind("id", instrument.id())
                .mapTo(Long.class)
                .one());
    }

    private static String row(String what, int people, int within, int trials, List<Long> micros) {
        List<Long> sorted = micros.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d ms | %d | 0 | 0 | %.1f ms | %.1f ms |",
                what,
                people,
                within,
                trials,
                at(sorted, 50),
                at(sorted, 95));
    }

    private static double at(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1000.0;
    }
}
