package io.weiyi.booking;

import static io.weiyi.booking.BookingFixture.body;
import static io.weiyi.booking.BookingFixture.day;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No slot is sold twice, however many people want it in the same instant. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class BookingRaceIT {

    private static final int CLIENTS = 64;
    private static final int ROUNDS = 50;
    private static final String NO_OVERLAPS = """
            SELECT count(*) FROM booking a JOIN booking b ON a.instrument_id = b.instrument_id AND a.id < b.id
               AND a.starts_at < b.ends_before AND b.starts_at < a.ends_before
             WHERE a.instrument_id = :id AND a.status = 'CONFIRMED' AND b.status = 'CONFIRMED'""";

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    ObjectMapper json;

    @TestHTTPResource("/api/v1/bookings")
    URI bookings;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private BookingFixture it;

    @BeforeEach
    void people() {
        it = new BookingFixture(jdbi, hasher);
    }

    @AfterEach
    void stop() {
        clients.shutdownNow();
    }

    @Test
    void create_sixtyFourAtOnce_exactlyOneWins() throws Exception {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        List<String> bearers = IntStream.range(0, CLIENTS)
                .mapToObj(i -> it.city.bearer(it.city.member(it.firm)))
                .toList();
        for (int round = 0; round < ROUNDS; round++) {
            Instant start = day(2 + round / 8, (round % 8) * 3);
            boolean keyed = round % 5 == 4;
            List<Integer> answers = atOnce(bearers.stream()
                    .<Callable<Integer>>map(bearer -> () -> create(instrument, bearer, start, keyed))
                    .toList());
            assertThat(Collections.frequency(answers, 201))
                    .as("round %s: %s", round, answers)
                    .isEqualTo(1);
            assertThat(Collections.frequency(answers, 409))
                    .as("round %s: %s", round, answers)
                    .isEqualTo(CLIENTS - 1);
        }
        assertThat(overlaps(instrument)).isZero();
    }

    @Test
    void create_overlappingInManyWays_neverOverlaps() throws Exception {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        List<Callable<Integer>> calls = IntStream.range(0, 128)
                .<Callable<Integer>>mapToObj(i ->
                        () -> create(instrument, it.member, day(3, 0).plus(Duration.ofMinutes(30L * (i % 40))), false))
                .toList();
        assertThat(atOnce(calls)).containsOnly(201, 409).contains(201);
        assertThat(overlaps(instrument)).isZero();
    }

    @Test
    void move_sixteenToOnePlace_exactlyOneWins() throws Exception {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        for (int round = 0; round < 5; round++) {
            int day = 4 + round;
            List<String> ids = IntStream.range(0, 16)
                    .mapToObj(hour -> it.booked(instrument, day, hour, hour + 1))
                    .toList();
            List<Integer> answers = atOnce(ids.stream()
                    .<Callable<Integer>>map(id -> () -> move(id, day(day, 20), day(day, 22)))
                    .toList());
            assertThat(Collections.frequency(answers, 200))
                    .as("round %s: %s", round, answers)
                    .isEqualTo(1);
            assertThat(Collections.frequency(answers, 409))
                    .as("round %s: %s", round, answers)
                    .isEqualTo(15);
        }
        assertThat(overlaps(instrument)).isZero();
    }

    @Test
    void move_intoEachOthersPlaces_neverDeadlocks() throws Exception {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        for (int round = 0; round < 10; round++) {
            int day = 10 + round;
            String one = it.booked(instrument, day, 9, 10);
            String two = it.booked(instrument, day, 10, 11);
            List<Integer> answers = atOnce(
                    List.of(() -> move(one, day(day, 10), day(day, 11)), () -> move(two, day(day, 9), day(day, 10))));
            assertThat(answers).containsOnly(409);
        }
        assertThat(overlaps(instrument)).isZero();
    }

    private long overlaps(CityFixture.Instrument instrument) {
        return jdbi.withHandle(handle -> handle.createQuery(NO_OVERLAPS)
                .bind("id", instrument.id())
                .mapTo(Long.class)
                .one());
    }

    private int create(CityFixture.Instrument instrument, String bearer, Instant start, boolean keyed)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(bookings)
                .header("Authorization", bearer)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        json.writeValueAsString(body(instrument, start, start.plus(Duration.ofHours(1))))));
        if (keyed) {
            request.header("Idempotency-Key", CityFixture.unique("race-"));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private int move(String id, Instant from, Instant until) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(bookings + "/" + id))
                .header("Authorization", it.member)
                .header("Content-Type", "application/json")
                .method(
                        "PATCH",
                        HttpRequest.BodyPublishers.ofString(json.writeValueAsString(
                                Map.of("startsAt", from.toString(), "endsBefore", until.toString()))))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** Runs all calls after one gate, as near to the same instant as threads get. */
    private List<Integer> atOnce(List<Callable<Integer>> calls) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        List<Future<Integer>> running = new ArrayList<>();
        for (Callable<Integer> call : calls) {
            running.add(clients.submit(() -> {
                gate.await();
                return call.call();
            }));
        }
        gate.countDown();
        List<Integer> answers = new ArrayList<>();
        for (Future<Integer> one : running) {
            answers.add(one.get());
        }
        return answers;
    }
}
