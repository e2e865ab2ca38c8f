package io.weiyi.booking;

import static io.weiyi.booking.BookingFixture.as;
import static io.weiyi.booking.BookingFixture.body;
import static io.weiyi.booking.BookingFixture.day;
import static io.weiyi.booking.BookingFixture.move;
import static io.weiyi.booking.BookingFixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.job.PeriodicJob;
import io.weiyi.kernel.job.Servers;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What happens to bookings with the time: caught up after a day without timers, once, with the time of the rule, however
 * many servers wake up; and what is then held against people, and what late readings take back.
 */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class TimersIT {

    private static final int SERVERS = 6;
    private static final int ROUNDS = 3;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Bookings bookings;

    @Inject
    Scheduler scheduler;

    @Inject
    @All
    List<PeriodicJob> jobs;

    private BookingFixture it;
    private Instant now;

    @BeforeEach
    void timersStop() {
        scheduler.pause();
        it = new BookingFixture(jdbi, hasher);
        now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    @AfterEach
    void timersGoOn() {
        scheduler.resume();
    }

    /** The timers of bookings on several servers that wake up together at {@code now}. */
    private void wake() throws Exception {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        List<PeriodicJob> ours =
                jobs.stream().filter(job -> job.name().startsWith("booking.")).toList();
        Servers.race(jdbi, clock, ours, SERVERS, ROUNDS);
    }

    @Test
    void dayWithoutTimers_isCaughtUpOnceWithTheTimeOfTheRule() throws Exception {
        CityFixture.Instrument asked = it.city.instrument(it.lab).approval().create();
        CityFixture.Instrument metered = it.city.instrument(it.lab).create();
        CityFixture.Instrument blind = it.city.instrument(it.lab).unmetered().create();
        String waiting = it.booked(asked, 2, 9, 10);
        String missed = it.booked(metered, 2, 9, 10);
        String used = it.booked(blind, 2, 9, 10);
        String unseen = it.booked(blind, 2, 12, 13);
        Instant start = now.minus(Duration.ofHours(25));
        it.startAt(used, now);
        move(it.member, used, "check-in").then().statusCode(200);
        List.of(waiting, missed, used, unseen)
                .forEach(id -> it.startAt(id, start.plusSeconds(id.equals(unseen) ? 7200 : 0)));
        bookings.metered(metered.id(), start.minusSeconds(3600), null);
        bookings.covered(metered.id(), now);
        move(it.manager, waiting, "approve").then().statusCode(409);
        wake();
        assertThat(status(waiting)).isEqualTo("EXPIRED");
        assertThat(status(missed)).isEqualTo("NO_SHOW");
        assertThat(status(used)).isEqualTo("FINISHED");
        assertThat(status(unseen)).as("nobody is a no-show without a meter").isEqualTo("CONFIRMED");
        assertThat(ruled(waiting, "booking.expire"))
                .containsExactly(info(waiting).approveBefore());
        assertThat(ruled(missed, "booking.no-show")).containsExactly(start.plus(Duration.ofMinutes(30)));
        assertThat(ruled(used, "booking.finish")).containsExactly(start.plus(Duration.ofHours(1)));
        assertThat(entries(missed)).containsExactly("NO_SHOW 20 " + start.plus(Duration.ofMinutes(30)));
        assertThat(told()).as("the expired one and the missed one, each once").isEqualTo(2);
        assertThat(count("SELECT count(*) FROM work_row WHERE kind = 'billing.booking' AND subject = :id", used))
                .isEqualTo(1);
    }

    @Test
    void noShow_needsAMeterThatWatchedFromTheStartPastTheGrace() throws Exception {
        Instant start = now.minus(Duration.ofHours(25));
        String late = confirmed(start, id -> {
            bookings.metered(id, start.plusSeconds(60), null);
            bookings.covered(id, now);
        });
        String ended = confirmed(start, id -> {
            bookings.metered(id, start.minusSeconds(60), start.plus(Duration.ofMinutes(29)));
            bookings.covered(id, now);
        });
        String gap = confirmed(start, id -> {
            bookings.metered(id, start.minusSeconds(60), null);
            bookings.covered(id, start.plus(Duration.ofMinutes(29)));
        });
        wake();
        assertThat(List.of(late, ended, gap)).allMatch(id -> status(id).equals("CONFIRMED"));
    }

    private String confirmed(Instant start, java.util.function.LongConsumer meter) {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        String id = it.booked(instrument, 2, 9, 10);
        it.startAt(id, start);
        meter.accept(instrument.id());
        return id;
    }

    @Test
    void ban_followsFromNoShowsAtTheTimeOfTheRule_andALateReadingLiftsIt() throws Exception {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        rule(instrument, Map.of("ban_after_no_shows", 2, "ban_days", 30));
        String first = missed(instrument, now.minus(Duration.ofDays(12)), 9);
        post(it.member, body(instrument, day(3, 9), day(3, 10))).then().statusCode(201);
        String second = missed(instrument, now.minus(Duration.ofDays(10)), 12);
        Instant until =
                now.minus(Duration.ofDays(10)).plus(Duration.ofMinutes(30)).plus(Duration.ofDays(30));
        post(it.member, body(instrument, day(4, 9), day(4, 10)))
                .then()
                .statusCode(422)
                .body("reason", equalTo("banned"))
                .body("value", equalTo(until.toString()));
        String colleague = it.city.bearer(it.city.member(it.firm));
        post(colleague, body(instrument, day(4, 9), day(4, 10))).then().statusCode(201);
        bookings.observeUse(
                Long.parseLong(second), now.minus(Duration.ofDays(10)).plusSeconds(60));
        assertThat(entries(second)).isEmpty();
        assertThat(entries(first)).hasSize(1);
        post(it.member, body(instrument, day(5, 9), day(5, 10))).then().statusCode(201);
    }

    @Test
    void ban_thatIsOverByTheRule_isNotBegunByALateCover() throws Exception {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        rule(instrument, Map.of("ban_after_no_shows", 1, "ban_days", 30));
        Instant start = now.minus(Duration.ofDays(60));
        String id = missed(instrument, start, 9);
        assertThat(status(id)).isEqualTo("NO_SHOW");
        assertThat(entries(id)).containsExactly("NO_SHOW 20 " + start.plus(Duration.ofMinutes(30)));
        post(it.member, body(instrument, day(3, 9), day(3, 10))).then().statusCode(201);
    }

    /** A booking that nobody came to, found out by the timers now. */
    private String missed(CityFixture.Instrument instrument, Instant start, int hour) throws Exception {
        String id = it.booked(instrument, 2, hour, hour + 1);
        it.startAt(id, start);
        bookings.metered(instrument.id(), now.minus(Duration.ofDays(90)), null);
        bookings.covered(instrument.id(), now);
        wake();
        return id;
    }

    @Test
    void overtimeAndEarlyStart_costWhatTheRuleSays_onceAndAtTheirTime() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        rule(instrument, Map.of("overtime_points", 7, "early_start_points", 3));
        String id = it.booked(instrument, 2, 9, 10);
        Instant start = now.minus(Duration.ofDays(60));
        it.startAt(id, start);
        for (int i = 0; i < 2; i++) {
            bookings.observeUse(Long.parseLong(id), start.minusSeconds(600));
            bookings.observeEnd(Long.parseLong(id), start.plusSeconds(3900));
        }
        assertThat(entries(id))
                .containsExactlyInAnyOrder(
                        "EARLY_START 3 " + start.minusSeconds(600), "OVERTIME 7 " + start.plusSeconds(3600));
        assertThat(info(id).overtime()).isTrue();
    }

    @Test
    void overtimeAndEarlyStart_costNothingWhereTheRuleSaysSo() {
        CityFixture.Instrument instrument = it.city.instrument(it.lab).create();
        String id = it.booked(instrument, 2, 9, 10);
        it.startAt(id, now.minusSeconds(7200));
        bookings.observeUse(Long.parseLong(id), now.minusSeconds(7800));
        bookings.observeEnd(Long.parseLong(id), now.minusSeconds(60));
        assertThat(entries(id)).isEmpty();
    }

    @Test
    void lateCancel_costsPoints_andAFreeOneNothing() {
        CityFixture.Instrument instrument =
                it.city.instrument(it.lab).cancelFree(60 * 24 * 4).create();
        String late = it.booked(instrument, 2, 9, 10);
        String free = it.booked(instrument, 9, 9, 10);
        move(it.member, late, "cancel").then().body("status", equalTo("LATE_CANCELLED"));
        move(it.member, free, "cancel").then().body("status", equalTo("CANCELLED"));
        assertThat(entries(late)).hasSize(1).first().asString().startsWith("LATE_CANCEL 5 ");
        assertThat(entries(free)).isEmpty();
        as(it.member).get("/api/v1/bookings/" + late).then().statusCode(200);
    }

    /** Lets other rules hold from now on, as a new version. */
    private void rule(CityFixture.Instrument instrument, Map<String, Integer> changed) {
        jdbi.useTransaction(handle -> {
            handle.execute(
                    "UPDATE booking_policy SET valid = tstzrange(lower(valid), clock_timestamp()) WHERE instrument_id = ?",
                    instrument.id());
            String kept =
                    "approval, training_required, step_minutes, min_minutes, max_minutes, lead_minutes, horizon_days,"
                            + " cancel_free_minutes, no_show_grace_minutes";
            handle.execute(
                    "INSERT INTO booking_policy (instrument_id, valid, " + kept + ", "
                            + String.join(", ", changed.keySet())
                            + ") SELECT instrument_id, tstzrange(upper(valid), NULL), " + kept + ", "
                            + changed.values().stream().map(String::valueOf).collect(Collectors.joining(", "))
                            + " FROM booking_policy WHERE instrument_id = ?",
                    instrument.id());
        });
    }

    private String status(String id) {
        return info(id).status().name();
    }

    private BookingInfo info(String id) {
        return bookings.info(Long.parseLong(id)).orElseThrow();
    }

    private List<Instant> ruled(String id, String action) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        SELECT detail ->> 'ruledAt' FROM audit_entry
                         WHERE subject_kind = 'booking' AND subject_id = :id AND action = :action""").bind("id", id).bind("action", action).mapTo(String.class).list().stream()
                        .map(Instant::parse)
                        .toList());
    }

    /** What counts against people because of a booking: kind, points, and when it happened. */
    private List<String> entries(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT kind, points, happened_at FROM credit_entry e WHERE booking_id = :id
                           AND NOT EXISTS (SELECT 1 FROM credit_void v WHERE v.entry_id = e.id)""")
                .bind("id", Long.parseLong(id))
                .map((row, context) -> row.getString(1) + " " + row.getInt(2) + " "
                        + row.getTimestamp(3).toInstant())
                .list());
    }

    private int told() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT count(*) FROM outbox WHERE person_id = :id AND channel = 'APP'
                           AND (body LIKE '预约逾期未审核%' OR body LIKE '预约被记为爽约%')""")
                .bind("id", it.memberPerson.id())
                .mapTo(Integer.class)
                .one());
    }

    private int count(String sql, String id) {
        return jdbi.withHandle(handle ->
                handle.createQuery(sql).bind("id", id).mapTo(Integer.class).one());
    }
}
