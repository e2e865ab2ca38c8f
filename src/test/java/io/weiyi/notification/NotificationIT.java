package io.weiyi.notification;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.Caller;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No message without its cause, none lost, and the people concerned hear of decisions in their language. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class NotificationIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Clock clock;

    @Inject
    Outbox outbox;

    @Inject
    FakeSmsGateway phones;

    @Inject
    Notices notices;

    CityFixture city;

    @BeforeEach
    void makeCity() {
        city = CityFixture.fresh(jdbi, hasher);
    }

    // ---- the outbox ----

    /** Delivers, but the answer is lost as often as told; other tests' messages pass. */
    private final class BrokenLine implements SmsGateway {

        private final String mobile;
        private int failures;
        private final List<UUID> tries = new ArrayList<>();

        BrokenLine(String mobile, int failures) {
            this.mobile = mobile;
            this.failures = failures;
        }

        @Override
        public void send(UUID stableId, String to, String text) {
            QuarkusTransaction.requiringNew().run(() -> phones.send(stableId, to, text));
            if (to.equals(mobile)) {
                tries.add(stableId);
                if (failures-- > 0) {
                    throw new IllegalStateException("the line broke after it delivered");
                }
            }
        }
    }

    @Test
    void send_lineBreaks_triesAgainUnderTheSameIdAndDeliversOnce() {
        String mobile = CityFixture.mobile();
        Instant later = clock.instant().plus(Duration.ofDays(1));
        leave(mobile, later);
        BrokenLine line = new BrokenLine(mobile, 2);
        SendJob job = new SendJob(jdbi, line);
        job.run(later);
        assertThat(line.tries).hasSize(1);
        assertThat(state(mobile)).isEqualTo("unsent after 1, waits 2");
        job.run(later);
        assertThat(line.tries).as("not before its pause is over").hasSize(1);
        job.run(later.plusSeconds(2));
        assertThat(state(mobile)).isEqualTo("unsent after 2, waits 6");
        job.run(later.plusSeconds(6));
        assertThat(state(mobile)).startsWith("sent");
        assertThat(Set.copyOf(line.tries)).hasSize(1);
        assertThat(line.tries).hasSize(3);
        assertThat(delivered(mobile)).isEqualTo(1);
    }

    @Test
    void send_neverWorks_isGivenUp() {
        String mobile = CityFixture.mobile();
        Instant now = clock.instant().plus(Duration.ofDays(1));
        leave(mobile, now);
        BrokenLine line = new BrokenLine(mobile, Integer.MAX_VALUE);
        SendJob job = new SendJob(jdbi, line);
        for (int i = 0; i < 20; i++) {
            now = now.plus(Duration.ofHours(1));
            job.run(now);
        }
        assertThat(line.tries).hasSize(12);
        jdbi.useHandle(handle -> handle.execute("UPDATE outbox SET sent_at = now() WHERE recipient = ?", mobile));
    }

    @Test
    void send_causeRolledBack_leavesNoMessage() {
        String mobile = CityFixture.mobile();
        QuarkusTransaction.begin();
        outbox.send(mobile, "never");
        QuarkusTransaction.rollback();
        assertThat(count("SELECT count(*) FROM outbox WHERE recipient = :text", mobile))
                .isZero();
    }

    /** A message whose time has not come for the job of the running server. */
    private void leave(String mobile, Instant dueAt) {
        QuarkusTransaction.requiringNew().run(() -> {
            outbox.send(mobile, "hello");
            jdbi.useHandle(handle -> handle.createUpdate("UPDATE outbox SET due_at = :due WHERE recipient = :mobile")
                    .bind("due", dueAt)
                    .bind("mobile", mobile)
                    .execute());
        });
        started = dueAt;
    }

    private Instant started = Instant.EPOCH;

    private String state(String mobile) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT sent_at IS NOT NULL, attempts, due_at FROM outbox WHERE recipient = :mobile")
                .bind("mobile", mobile)
                .map((row, context) -> row.getBoolean(1)
                        ? "sent after " + row.getInt(2)
                        : "unsent after " + row.getInt(2) + ", waits "
                                + Duration.between(started, row.getTimestamp(3).toInstant())
                                        .plusMillis(1)
                                        .toSeconds())
                .one());
    }

    private long delivered(String mobile) {
        return count("SELECT count(*) FROM fake_sms WHERE mobile = :text", mobile);
    }

    private long count(String query, String text) {
        return jdbi.withHandle(handle ->
                handle.createQuery(query).bind("text", text).mapTo(Long.class).one());
    }

    // ---- notices ----

    @Test
    void booking_thatNeedsApproval_managerAndFirmHearOfIt() {
        CityFixture.Org owner = city.provider();
        CityFixture.Person manager = city.manager(owner);
        CityFixture.Person member = city.member(city.firm());
        jdbi.useHandle(handle -> handle.execute("UPDATE person SET language = 'en' WHERE id = ?", member.id()));
        CityFixture.Instrument instrument =
                city.instrument(owner).names("扫描电镜甲", "Microscope A").approval().create();

        String first = book(member, instrument, 1).statusCode(201).extract().path("id");
        assertThat(noticesOf(manager)).singleElement().asString().contains(member.displayName(), "扫描电镜甲");
        assertThat(noticesOf(member)).isEmpty();
        act(manager, first, "approve", "{}").statusCode(200);
        assertThat(noticesOf(member)).singleElement().asString().startsWith("Booking confirmed: Microscope A");

        String second = book(member, instrument, 2).statusCode(201).extract().path("id");
        act(manager, second, "reject", "{\"note\":\"维护中\"}").statusCode(200);
        assertThat(noticesOf(member).get(0)).startsWith("Booking refused: Microscope A");
    }

    @Test
    void notices_seen_areNoLongerUnread() {
        CityFixture.Person person = city.person();
        Caller caller = new Caller(person.id(), person.username(), "", null, Set.of(), Set.of(), Map.of(), Set.of());
        outbox.notice(person.id(), "一");
        outbox.notice(person.id(), "二");
        assertThat(notices.unread(caller)).isEqualTo(2);
        List<Notice> items = notices.of(caller, new PageRequest(0, 20)).items();
        assertThat(items).extracting(Notice::text).containsExactly("二", "一");
        notices.seen(caller, items.get(1).id());
        assertThat(notices.unread(caller)).isEqualTo(1);
        assertThat(notices.of(caller, new PageRequest(0, 20)).items())
                .extracting(Notice::read)
                .containsExactly(false, true);
    }

    private ValidatableResponse book(CityFixture.Person person, CityFixture.Instrument instrument, int day) {
        Instant hour = clock.instant().plus(Duration.ofDays(day)).truncatedTo(java.time.temporal.ChronoUnit.HOURS);
        return given().header("Authorization", city.bearer(person))
                .contentType("application/json")
                .body(Map.of(
                        "instrumentId", Long.toString(instrument.id()),
                        "startsAt", hour.toString(),
                        "endsBefore", hour.plus(Duration.ofHours(1)).toString(),
                        "mode", "SELF",
                        "purpose", "test"))
                .post("/api/v1/bookings")
                .then();
    }

    private ValidatableResponse act(CityFixture.Person person, String booking, String what, String body) {
        return given().header("Authorization", city.bearer(person))
                .contentType("application/json")
                .body(body)
                .post("/api/v1/bookings/" + booking + "/" + what)
                .then();
    }

    private List<String> noticesOf(CityFixture.Person person) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT body FROM outbox WHERE person_id = :id AND channel = 'APP' ORDER BY id DESC")
                .bind("id", person.id())
                .mapTo(String.class)
                .list());
    }
}
