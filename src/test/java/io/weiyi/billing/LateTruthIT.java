package io.weiyi.billing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.booking.Bookings;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.ledger.Ledger;
import io.weiyi.metering.SessionClosed;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a truth that arrives 60 days late does to no-show, charge and statement: the table of late-truth.md. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class LateTruthIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    BookingBilling billing;

    @Inject
    Bookings bookings;

    @Inject
    Ledger ledger;

    @Inject
    Event<SessionClosed> closed;

    /**
     * A row of the table.
     *
     * @param before what was known and billed 60 days ago
     * @param late what arrives now
     * @param status of the booking afterwards
     * @param charges of the booking afterwards, in order
     * @param oldFen total of the old month's statement, before and after
     * @param openFen total of the open month's statement afterwards
     */
    private record Row(
            String name,
            Consumer<Scene> before,
            Consumer<Scene> late,
            String status,
            List<String> charges,
            long oldFen,
            long openFen) {}

    private static final List<Row> TABLE = List.of(
            new Row(
                    "no-show, slot still free",
                    scene -> scene.booked("NO_SHOW"),
                    scene -> scene.arrives(3600, 3600),
                    "FINISHED",
                    List.of("UNCONFIRMED:20000"),
                    0,
                    20_000),
            new Row(
                    "no-show, slot given on",
                    scene -> {
                        scene.booked("NO_SHOW");
                        scene.givenOn();
                    },
                    scene -> scene.arrives(3600, 3600),
                    "NO_SHOW",
                    List.of("UNCONFIRMED:20000"),
                    0,
                    20_000),
            new Row(
                    "no-show priced as booked, slot given on",
                    scene -> {
                        scene.pricedAsBooked();
                        scene.booked("NO_SHOW");
                        scene.givenOn();
                    },
                    scene -> scene.arrives(3600, 1800),
                    "NO_SHOW",
                    List.of("UNCONFIRMED:10000"),
                    0,
                    10_000),
            new Row(
                    "charged, one more session",
                    scene -> {
                        scene.booked("FINISHED");
                        scene.known(3600, 3600, "VERIFIED");
                        scene.billed();
                    },
                    scene -> scene.arrives(1800, 1800),
                    "FINISHED",
                    List.of("REVERSED:20000", "REVERSED:-20000", "UNCONFIRMED:30000"),
                    20_000,
                    10_000),
            new Row(
                    "charged nothing, use after all",
                    scene -> {
                        scene.booked("FINISHED");
                        scene.billed();
                    },
                    scene -> scene.arrives(3600, 3600),
                    "FINISHED",
                    List.of("REVERSED:0", "REVERSED:0", "UNCONFIRMED:20000"),
                    0,
                    20_000),
            new Row(
                    "charged, corrected to less",
                    scene -> {
                        scene.booked("FINISHED");
                        scene.known(3600, 3600, "VERIFIED");
                        scene.billed();
                    },
                    scene -> scene.corrected(3600, 1800),
                    "FINISHED",
                    List.of("REVERSED:20000", "REVERSED:-20000", "UNCONFIRMED:10000"),
                    20_000,
                    -10_000),
            new Row(
                    "charged on an estimate, then the readings",
                    scene -> {
                        scene.booked("FINISHED");
                        scene.known(3600, 3600, "ESTIMATED");
                        scene.billedAfterAWeek();
                    },
                    scene -> scene.corrected(5400, 5400),
                    "FINISHED",
                    List.of("REVERSED:20000", "REVERSED:-20000", "UNCONFIRMED:30000"),
                    20_000,
                    10_000),
            new Row(
                    "charged, asked to be invoiced, corrected",
                    scene -> {
                        scene.booked("FINISHED");
                        scene.known(3600, 3600, "VERIFIED");
                        scene.billed();
                        scene.moved("INVOICE_ASKED");
                    },
                    scene -> scene.corrected(5400, 5400),
                    "FINISHED",
                    List.of("REVERSED:20000", "REVERSED:-20000", "UNCONFIRMED:30000"),
                    20_000,
                    10_000),
            new Row(
                    "charged, corrected to the same",
                    scene -> {
                        scene.booked("FINISHED");
                        scene.known(3600, 3600, "VERIFIED");
                        scene.billed();
                    },
                    scene -> scene.corrected(3700, 3600),
                    "FINISHED",
                    List.of("UNCONFIRMED:20000"),
                    20_000,
                    0),
            new Row(
                    "charged, idle running only",
                    scene -> {
                        scene.booked("FINISHED");
                        scene.known(3600, 3600, "VERIFIED");
                        scene.billed();
                    },
                    scene -> scene.arrives(900, 0),
                    "FINISHED",
                    List.of("UNCONFIRMED:20000"),
                    20_000,
                    0),
            new Row(
                    "charged as booked, use within the window",
                    scene -> {
                        scene.pricedAsBooked();
                        scene.booked("FINISHED");
                        scene.known(3600, 3600, "VERIFIED");
                        scene.billed();
                    },
                    scene -> scene.arrives(1800, 1800),
                    "FINISHED",
                    List.of("UNCONFIRMED:40000"),
                    40_000,
                    0));

    @TestFactory
    Stream<DynamicTest> lateTruth_everyRow_endsAsTheTableSays() {
        return TABLE.stream().map(row -> DynamicTest.dynamicTest(row.name(), () -> play(row)));
    }

    private void play(Row row) {
        Scene scene = new Scene();
        row.before().accept(scene);
        assertThat(scene.statement(scene.oldMonth)).as("old month before").isEqualTo(row.oldFen());
        row.late().accept(scene);
        scene.assertEndsAs(row);
        // The same truth once more, as a resent reading would bring it.
        scene.again();
        scene.assertEndsAs(row);
        assertThat(ledger.trialBalance(null).difference()).isEqualTo(Fen.ZERO);
        assertThat(ledger.balance(ChargeAccounts.owedBy(scene.fix.firm.id())))
                .isEqualTo(Fen.of(row.oldFen() + row.openFen()));
    }

    /** One firm, one instrument at 200.00 yuan an hour, one booking of two hours 60 days ago. */
    private final class Scene {

        final BillingFixture fix = new BillingFixture(jdbi, CityFixture.fresh(jdbi, hasher), billing);
        final Instant start = Instant.now().minus(Duration.ofDays(60)).truncatedTo(ChronoUnit.HOURS);
        final Instant dayAfter = start.plus(Duration.ofDays(1));
        YearMonth oldMonth = BusinessTime.monthOf(dayAfter);
        CityFixture.Instrument instrument = fix.city.instrument(fix.provider).create();
        long booking;
        long session;

        void pricedAsBooked() {
            instrument = fix.city.instrument(fix.provider).basis("BOOKED", 1).create();
        }

        void booked(String status) {
            fix.watched(instrument);
            booking = fix.booking(instrument, start, status);
        }

        /** Somebody else books the time of the no-show and has it. */
        void givenOn() {
            var other = fix.city.firm();
            fix.booking(instrument, other, fix.city.member(other), start, Duration.ofHours(2), "FINISHED");
        }

        void known(long run, long active, String verification) {
            session = fix.session(instrument, booking, start, run, active, "CLOSED", verification);
        }

        void billed() {
            assertThat(fix.bill(booking, dayAfter)).isEmpty();
        }

        void billedAfterAWeek() {
            assertThat(fix.bill(booking, dayAfter)).isPresent();
            Instant due = dayAfter.plus(Duration.ofDays(7));
            assertThat(fix.bill(booking, due)).isEmpty();
            oldMonth = BusinessTime.monthOf(due);
        }

        void moved(String status) {
            jdbi.useHandle(h -> h.execute(
                    "UPDATE charge SET status = ?, version = version + 1 WHERE subject_kind = 'BOOKING' AND subject_id = ? AND live",
                    status,
                    booking));
        }

        /** A session that nobody knew of is built from readings that came 60 days late. */
        void arrives(long run, long active) {
            Instant from = start.plus(Duration.ofHours(1)).plusSeconds(60);
            session = fix.session(instrument, booking, from, run, active);
            QuarkusTransaction.requiringNew().run(() -> {
                bookings.observeUse(booking, from);
                bookings.observeEnd(booking, from.plusSeconds(run));
                closed.fire(new SessionClosed(session, booking, Instant.now()));
            });
        }

        void corrected(long run, long active) {
            session = fix.correct(session, run, active);
            again();
        }

        void again() {
            QuarkusTransaction.requiringNew()
                    .run(() -> closed.fire(new SessionClosed(session, booking, Instant.now())));
        }

        void assertEndsAs(Row row) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(workLeft()).isZero();
                assertThat(bookings.info(booking).orElseThrow().status().name()).isEqualTo(row.status());
                assertThat(fix.charges(booking)).isEqualTo(row.charges());
            });
            assertThat(statement(oldMonth)).as("old month").isEqualTo(row.oldFen());
            assertThat(statement(BusinessTime.monthOf(Instant.now())))
                    .as("open month")
                    .isEqualTo(row.openFen());
            assertThat(fix.count(
                            "SELECT count(*) FROM charge_session WHERE charge_id = ? AND session_id = ?",
                            fix.live(booking).orElseThrow(),
                            session))
                    .as("the live charge knows the session")
                    .isEqualTo(1);
        }

        private long workLeft() {
            return fix.count(
                    "SELECT count(*) FROM work_row WHERE kind = 'billing.booking' AND subject = ? AND done_at IS NULL",
                    String.valueOf(booking));
        }

        long statement(YearMonth month) {
            Number total = given().header("Authorization", fix.city.bearer(fix.member))
                    .get("/api/v1/statements/" + month)
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("totalFen");
            return total.longValue();
        }
    }
}
