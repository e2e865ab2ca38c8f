package io.weiyi.billing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.booking.BookingFinished;
import io.weiyi.booking.SampleOrderTested;
import io.weiyi.identity.Caller;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Constraints;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.ledger.Ledger;
import io.weiyi.metering.SessionClosed;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class ChargesIT {

    private static final Instant START = Instant.parse("2026-10-31T16:00:00Z");
    private static final Instant AFTER = Instant.parse("2026-11-02T00:00:00Z");

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    BookingBilling billing;

    @Inject
    ChargeMoves moves;

    @Inject
    ChargeExplanations explanations;

    @Inject
    ChargeQueries queries;

    @Inject
    Ledger ledger;

    @Inject
    Event<BookingFinished> finished;

    @Inject
    Event<SessionClosed> closed;

    @Inject
    Event<SampleOrderTested> tested;

    BillingFixture fix;

    @BeforeEach
    void makeCity() {
        fix = new BillingFixture(jdbi, CityFixture.fresh(jdbi, hasher), billing);
    }

    @Test
    void bill_twoSessions_areOneChargeToTheFen() {
        var instrument = fix.city
                .instrument(fix.provider)
                .basis("ACTIVE", 60)
                .rates(5_000, 20_000, 0, 0)
                .create();
        long booking = fix.booking(instrument, START, "FINISHED");
        fix.session(instrument, booking, START, 1900, 1800);
        fix.session(instrument, booking, START.plusSeconds(3000), 2000, 1923);
        assertThat(fix.bill(booking, AFTER)).isEmpty();

        long charge = fix.live(booking).orElseThrow();
        get(fix.member, "/api/v1/charges/" + charge)
                .statusCode(200)
                .header("ETag", "\"0\"")
                .body("id", equalTo(String.valueOf(charge)))
                .body("subject.kind", equalTo("BOOKING"))
                .body("subject.id", equalTo(String.valueOf(booking)))
                .body("organisationId", equalTo(String.valueOf(fix.firm.id())))
                .body("providerId", equalTo(String.valueOf(fix.provider.id())))
                .body("instrumentId", equalTo(String.valueOf(instrument.id())))
                // 31 October 16:00 UTC is 1 November in the city.
                .body("serviceMonth", equalTo("2026-11"))
                .body("postingMonth", equalTo("2026-11"))
                .body("status", equalTo("UNCONFIRMED"))
                .body("totalFen", equalTo(26_000))
                .body("reversalOf", nullValue())
                .body("lines.kind", contains("SETUP", "USE"))
                .body("lines[1].text", equalTo("有效机时 3,723 秒，按 60 秒进位为 3,780 秒 ÷ 3600 × 200.00 元/小时 = 210.00 元"))
                .body("lines[1].quantity", equalTo(1.05f))
                .body("lines[1].unit", equalTo("h"))
                .body("lines[1].unitPrice", equalTo(200))
                .body("lines[1].amountFen", equalTo(21_000))
                .body("lines[1].tariffVersion", equalTo(1));
        assertThat(ledger.balance(ChargeAccounts.owedBy(fix.firm.id()))).isEqualTo(Fen.of(26_000));
        assertThat(ledger.balance(ChargeAccounts.dueTo(fix.provider.id()))).isEqualTo(Fen.of(-26_000));
        assertThat(ledger.trialBalance(null).difference()).isEqualTo(Fen.ZERO);
        assertThat(fix.count("SELECT count(*) FROM charge_session WHERE charge_id = ?", charge))
                .isEqualTo(2);
    }

    @Test
    void bill_again_changesNothing() {
        var instrument = fix.city.instrument(fix.provider).create();
        long booking = fix.booking(instrument, START, "FINISHED");
        fix.session(instrument, booking, START, 3600, 3600);
        fix.bill(booking, AFTER);
        long before = fix.count("SELECT max(id) FROM ledger_transaction");
        fix.bill(booking, AFTER.plus(Duration.ofDays(60)));
        fix.bill(booking, AFTER.plus(Duration.ofDays(61)));
        assertThat(fix.charges(booking)).containsExactly("UNCONFIRMED:20000");
        assertThat(fix.count(
                        "SELECT count(*) FROM ledger_transaction t JOIN charge c ON t.ref_id = c.id::text AND t.ref_kind = 'charge' WHERE c.subject_id = ? AND t.id > ?",
                        booking,
                        before))
                .isZero();
    }

    @Test
    void bill_twoWorkersAtOnce_leaveOneLiveCharge() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 20; round++) {
                var instrument = fix.city.instrument(fix.provider).create();
                long booking = fix.booking(instrument, START, "FINISHED");
                fix.session(instrument, booking, START, 3600, 3600);
                atOnce(pool, () -> fix.bill(booking, AFTER));
                assertThat(fix.charges(booking)).containsExactly("UNCONFIRMED:20000");
                fix.session(instrument, booking, START.plusSeconds(4000), 1800, 1800);
                atOnce(pool, () -> fix.bill(booking, AFTER));
                assertThat(fix.charges(booking))
                        .containsExactly("REVERSED:20000", "REVERSED:-20000", "UNCONFIRMED:30000");
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(ledger.balance(ChargeAccounts.owedBy(fix.firm.id()))).isEqualTo(Fen.of(20 * 30_000));
        assertThat(ledger.trialBalance(null).difference()).isEqualTo(Fen.ZERO);
    }

    /** Runs the same work twice at the same time; neither may fail. */
    private static void atOnce(ExecutorService pool, Runnable work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<?>> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(pool.submit(() -> {
                start.await(10, TimeUnit.SECONDS);
                work.run();
                return true;
            }));
        }
        for (Future<?> one : both) {
            one.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void bill_unmetered_countsTheBooking() {
        var instrument = fix.city.instrument(fix.provider).unmetered().create();
        long booking = fix.booking(instrument, START, "FINISHED");
        fix.bill(booking, AFTER);
        assertThat(fix.charges(booking)).containsExactly("UNCONFIRMED:40000");
    }

    @Test
    void bill_watchedButUnused_owesNothingAndPostsNothing() {
        var instrument =
                fix.city.instrument(fix.provider).rates(5_000, 20_000, 0, 9_000).create();
        fix.watched(instrument);
        long booking = fix.booking(instrument, START, "FINISHED");
        fix.bill(booking, AFTER);
        assertThat(fix.charges(booking)).containsExactly("UNCONFIRMED:0");
        get(fix.member, "/api/v1/charges/" + fix.live(booking).orElseThrow()).body("lines.kind", contains("NONE"));
        assertThat(ledger.balance(ChargeAccounts.owedBy(fix.firm.id()))).isEqualTo(Fen.ZERO);
    }

    @Test
    void bill_ownPeople_payTheInternalPrice() {
        var instrument = fix.city.instrument(fix.provider).create();
        jdbi.useHandle(h -> h.execute(
                "INSERT INTO tariff (instrument_id, version, valid, basis, step_seconds, created_at) VALUES (?, 2, tstzrange('2010-01-01', '2019-12-31'), 'ACTIVE', 1, now())",
                instrument.id()));
        CityFixture.Person own = fix.city.member(fix.provider);
        long booking = fix.booking(instrument, fix.provider, own, START, Duration.ofHours(1), "FINISHED");
        fix.session(instrument, booking, START, 3600, 3600);
        fix.bill(booking, AFTER);
        assertThat(fix.charges(booking)).containsExactly("UNCONFIRMED:20000");
        get(own, "/api/v1/charges").body("total", equalTo(1));
    }

    @Test
    void bill_notFinishedOpenOrUnpriced_waits() {
        var instrument = fix.city.instrument(fix.provider).create();
        long running = fix.booking(instrument, START, "CONFIRMED");
        fix.session(instrument, running, START, 3600, 3600);
        assertThat(fix.bill(running, AFTER)).isEmpty();
        assertThat(fix.charges(running)).isEmpty();

        long open = fix.booking(instrument, START.plus(Duration.ofHours(2)), "FINISHED");
        fix.session(instrument, open, START.plus(Duration.ofHours(2)), 100, 100, "OPEN", null);
        assertThat(fix.bill(open, AFTER)).isEmpty();
        assertThat(fix.charges(open)).isEmpty();

        var unpriced = fix.city.instrument(fix.provider).unpriced().create();
        long free = fix.booking(unpriced, START, "FINISHED");
        assertThat(fix.bill(free, AFTER)).contains(AFTER.plus(BookingBilling.TARIFF_WAITS));
        assertThat(fix.charges(free)).isEmpty();
    }

    @Test
    void bill_estimated_waitsSevenDaysOrForTheOwnersWord() {
        var instrument = fix.city.instrument(fix.provider).create();
        long patient = fix.booking(instrument, START, "FINISHED");
        fix.session(instrument, patient, START, 3600, 3600, "CLOSED", "ESTIMATED");
        Instant due = START.plusSeconds(3600).plus(Duration.ofDays(7));
        assertThat(fix.bill(patient, AFTER)).contains(due);
        assertThat(fix.charges(patient)).isEmpty();
        assertThat(fix.bill(patient, due)).isEmpty();
        assertThat(fix.charges(patient)).containsExactly("UNCONFIRMED:20000");

        Instant recent = Instant.now().minus(Duration.ofHours(5));
        long hurried = fix.booking(instrument, recent, "FINISHED");
        fix.session(instrument, hurried, recent, 3600, 1800, "CLOSED", "ESTIMATED");
        assertThatThrownBy(() -> word(hurried, caller(fix.firm, Role.MEMBER)))
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.status()).isEqualTo(403));
        assertThatThrownBy(() -> word(hurried, caller(fix.city.provider(), Role.INSTRUMENT_MANAGER)))
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.status()).isEqualTo(404));
        word(hurried, caller(fix.provider, Role.INSTRUMENT_MANAGER));
        assertThat(fix.charges(hurried)).containsExactly("UNCONFIRMED:10000");
        // The word holds when the handler looks again before the seven days are over.
        assertThat(fix.bill(hurried, Instant.now())).isEmpty();
        assertThat(fix.charges(hurried)).containsExactly("UNCONFIRMED:10000");
    }

    private void word(long booking, Caller caller) {
        QuarkusTransaction.requiringNew().run(() -> moves.billEstimates(booking, caller));
    }

    private static Caller caller(CityFixture.Org organisation, Role role) {
        return new Caller(
                1,
                "somebody",
                "Somebody",
                organisation.id(),
                Set.of(organisation.id()),
                Set.of(role),
                Map.of(role, Set.of(organisation.id())),
                Set.of());
    }

    @Test
    void events_finishedClosedTested_arePricedByTheJob() {
        var instrument = fix.city.instrument(fix.provider).create();
        long booking = fix.booking(instrument, Instant.now().minus(Duration.ofHours(3)), "FINISHED");
        long session = fix.session(instrument, booking, Instant.now().minus(Duration.ofHours(3)), 3600, 3600);
        long unbooked = fix.session(instrument, null, Instant.now().minus(Duration.ofHours(30)), 3600, 3600);
        long order = fix.sampleOrder(instrument, null, "TESTED", 3, 1);
        QuarkusTransaction.requiringNew().run(() -> {
            closed.fire(new SessionClosed(session, booking, Instant.now()));
            closed.fire(new SessionClosed(unbooked, null, Instant.now()));
            finished.fire(new BookingFinished(booking, Instant.now()));
            tested.fire(new SampleOrderTested(order, Instant.now()));
        });
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(fix.charges(booking)).containsExactly("UNCONFIRMED:20000");
            assertThat(fix.live("SAMPLE_ORDER", order)).isPresent();
        });
        get(fix.member, "/api/v1/charges/" + fix.live("SAMPLE_ORDER", order).orElseThrow())
                .body("subject.kind", equalTo("SAMPLE_ORDER"))
                .body("totalFen", equalTo(40_000))
                .body("serviceMonth", equalTo("2026-11"))
                .body("lines.kind", contains("SAMPLE", "SAMPLE"))
                .body("lines.amountFen", contains(30_000, 10_000))
                .body("lines[0].unit", equalTo("sample"))
                .body("lines[0].quantity", equalTo(3));
        assertThat(fix.live("SESSION", unbooked)).isEmpty();
    }

    @Test
    void explanation_ofACharge_leadsToTariffUseAndHistory() {
        var instrument = fix.city.instrument(fix.provider).create();
        long booking = fix.booking(instrument, START, "FINISHED");
        long first = fix.session(instrument, booking, START, 3600, 3600);
        fix.bill(booking, AFTER);
        long second = fix.session(instrument, booking, START.plusSeconds(3700), 1800, 1800);
        fix.bill(booking, AFTER);
        ChargeExplanation why = QuarkusTransaction.requiringNew()
                .call(() -> explanations.of(
                        queries.find(fix.live(booking).orElseThrow()).orElseThrow()));
        assertThat(why.charge().total()).isEqualTo(Fen.of(30_000));
        assertThat(why.lines()).singleElement().satisfies(explained -> {
            assertThat(explained.tariff().id()).isEqualTo(explained.line().tariffId());
            assertThat(explained.tariff().version()).isEqualTo(explained.line().tariffVersion());
        });
        assertThat(why.sessions()).extracting(s -> s.id()).containsExactly(first, second);
        assertThat(why.booking()).isNotNull();
        assertThat(why.order()).isNull();
        assertThat(why.history()).extracting(c -> c.total().value()).containsExactly(20_000L, -20_000L, 30_000L);
        assertThat(why.history().get(1).reversalOf())
                .isEqualTo(why.history().get(0).id());
    }

    @Test
    void list_scopes_showOwnAndHideForeign() {
        var instrument = fix.city.instrument(fix.provider).create();
        long booking = fix.booking(instrument, START, "FINISHED");
        fix.session(instrument, booking, START, 3600, 3600);
        fix.bill(booking, AFTER);
        String charge = "/api/v1/charges/" + fix.live(booking).orElseThrow();
        String ofFirm = "/api/v1/charges?organisationId=" + fix.firm.id();
        for (CityFixture.Person reader : List.of(
                fix.member,
                fix.city.person(fix.firm, Role.FIRM_FINANCE),
                fix.city.person(fix.provider, Role.PROVIDER_FINANCE),
                fix.city.manager(fix.provider))) {
            get(reader, charge).statusCode(200);
            get(reader, ofFirm).statusCode(200).body("total", equalTo(1));
            get(reader, "/api/v1/charges").body("total", equalTo(1));
        }
        for (Role role : List.of(Role.FINANCE, Role.LEADER, Role.AUDITOR)) {
            CityFixture.Person official = fix.city.official(role);
            get(official, charge).statusCode(200);
            get(official, ofFirm).body("total", equalTo(1));
        }
        for (CityFixture.Person stranger : List.of(
                fix.city.member(fix.city.firm()),
                fix.city.manager(fix.city.provider()),
                fix.city.person(fix.city.provider(), Role.PROVIDER_FINANCE))) {
            get(stranger, charge).statusCode(404).body("type", equalTo("/problems/not-found"));
            get(stranger, ofFirm).statusCode(200).body("total", equalTo(0));
            get(stranger, "/api/v1/charges").body("total", equalTo(0));
        }
        get(fix.city.person(fix.provider, Role.OPERATOR), charge).statusCode(403);
        get(fix.city.official(Role.ADMIN), "/api/v1/charges").statusCode(403);
        given().get(charge).then().statusCode(401).body("type", equalTo("/problems/unauthenticated"));
        // A firm does not read a lab's income through the filter, not even its own part of it by that name.
        get(fix.member, "/api/v1/charges?organisationId=" + fix.provider.id()).body("total", equalTo(0));
    }

    @Test
    void list_filters_areCheckedAndHold() {
        var instrument = fix.city.instrument(fix.provider).create();
        for (int i = 0; i < 3; i++) {
            Instant start = START.plus(Duration.ofHours(2L * i));
            long booking = fix.booking(instrument, start, "FINISHED");
            fix.session(instrument, booking, start, 3600, 3600);
            fix.bill(booking, AFTER.plus(Duration.ofDays(30L * i)));
        }
        get(fix.member, "/api/v1/charges?month=2026-11").body("total", equalTo(1));
        get(fix.member, "/api/v1/charges?month=2026-12&status=UNCONFIRMED").body("total", equalTo(1));
        get(fix.member, "/api/v1/charges?status=PAID").body("total", equalTo(0));
        List<String> ids = get(fix.member, "/api/v1/charges?size=2")
                .body("total", equalTo(3))
                .body("size", equalTo(2))
                .extract()
                .path("items.id");
        assertThat(ids).hasSize(2);
        assertThat(Long.parseLong(ids.get(0))).isGreaterThan(Long.parseLong(ids.get(1)));
        for (String wrong : List.of(
                "month=2026-13", "month=november", "status=NICE", "status=paid", "page=-1", "size=201", "size=x")) {
            get(fix.member, "/api/v1/charges?" + wrong)
                    .statusCode(422)
                    .body("type", equalTo("/problems/validation"))
                    .body("violations[0].field", equalTo(wrong.substring(0, wrong.indexOf('='))));
        }
        for (String nobody : List.of("0", "999999999", "abc", "1%27%20OR%201=1", "-1")) {
            get(fix.member, "/api/v1/charges?organisationId=" + nobody)
                    .statusCode(200)
                    .body("items.size()", equalTo(0));
        }
        for (String id : List.of("0", "999999999999", "abc", "-1", "1.0")) {
            get(fix.member, "/api/v1/charges/" + id).statusCode(404).body("type", equalTo("/problems/not-found"));
        }
    }

    @Test
    void moves_bothSides_goTheirWay() {
        long charge = aCharge();
        post(fix.member, charge, "ask-invoice").statusCode(409).body("type", equalTo("/problems/illegal-transition"));
        post(fix.member, charge, "confirm").statusCode(403).body("type", equalTo("/problems/forbidden"));
        post(fix.city.manager(fix.provider), charge, "confirm").statusCode(403);
        post(fix.providerFinance, charge, "accept").statusCode(403);
        post(fix.city.member(fix.city.firm()), charge, "accept").statusCode(404);
        post(fix.city.person(fix.city.provider(), Role.PROVIDER_FINANCE), charge, "confirm")
                .statusCode(404);
        post(fix.city.official(Role.FINANCE), charge, "confirm").statusCode(403);

        String note = "'; DROP TABLE charge; -- <script>alert(1)</script>";
        given().header("Authorization", fix.city.bearer(fix.member))
                .contentType("application/json")
                .body(Map.of("note", note, "unknown", 1))
                .post("/api/v1/charges/" + charge + "/dispute")
                .then()
                .statusCode(200)
                .body("status", equalTo("DISPUTED"))
                .body("disputeNote", equalTo(note));
        post(fix.member, charge, "dispute").statusCode(409);
        post(fix.providerFinance, charge, "confirm").statusCode(200).body("status", equalTo("CONFIRMED"));
        post(fix.providerFinance, charge, "confirm").statusCode(409);
        post(fix.member, charge, "accept").statusCode(200).body("status", equalTo("CONFIRMED"));
        post(fix.member, charge, "accept").statusCode(409);
        post(fix.city.person(fix.firm, Role.FIRM_FINANCE), charge, "ask-invoice")
                .statusCode(200)
                .body("status", equalTo("INVOICE_ASKED"));
        post(fix.member, charge, "dispute").statusCode(409);
        assertThat(fix.count(
                        "SELECT count(*) FROM audit_entry WHERE subject_kind = 'charge' AND subject_id = ? AND action LIKE 'charge.%'",
                        String.valueOf(charge)))
                .isEqualTo(5);
    }

    @Test
    void moves_badInput_isRefused() {
        long charge = aCharge();
        String path = "/api/v1/charges/" + charge + "/dispute";
        dispute(path, "{\"note\":").statusCode(400).body("type", equalTo("/problems/malformed"));
        dispute(path, "{\"note\":\"" + "x".repeat(1001) + "\"}")
                .statusCode(422)
                .body("violations[0].field", equalTo("note"));
        given().header("Authorization", fix.city.bearer(fix.member))
                .contentType("application/json")
                .header("If-Match", "\"7\"")
                .post(path)
                .then()
                .statusCode(412);
        given().header("Authorization", fix.city.bearer(fix.member))
                .contentType("application/json")
                .header("If-Match", "\"nonsense\"")
                .post(path)
                .then()
                .statusCode(412);
        given().header("Authorization", fix.city.bearer(fix.member))
                .contentType("application/json")
                .header("If-Match", "\"0\"")
                .post(path)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"");
        post(fix.member, 999_999_999, "accept").statusCode(404);
        given().header("Authorization", fix.city.bearer(fix.member))
                .contentType("application/json")
                .post("/api/v1/charges/x/accept")
                .then()
                .statusCode(404);
    }

    @Test
    void database_secondLiveChargeChangedLineOrWrongSum_isRefused() {
        long charge = aCharge();
        assertThatThrownBy(() -> jdbi.useHandle(h -> h.execute("""
                        INSERT INTO charge (subject_kind, subject_id, organisation_id, provider_id, service_month, posting_month,
                                            status, total_fen, created_at)
                        SELECT subject_kind, subject_id, organisation_id, provider_id, service_month, posting_month,
                               'PAID', 0, now() FROM charge WHERE id = ?""", charge)))
                .satisfies(e -> assertThat(Constraints.violated(e)).contains("charge_one_live"));
        assertThatThrownBy(() -> jdbi.useHandle(
                        h -> h.execute("UPDATE charge_line SET amount_fen = 1 WHERE charge_id = ?", charge)))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> jdbi.useHandle(h -> h.execute("UPDATE charge SET total_fen = 1 WHERE id = ?", charge)))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> jdbi.useHandle(h -> h.execute("DELETE FROM charge WHERE id = ?", charge)))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> jdbi.useHandle(h -> h.execute("""
                        INSERT INTO charge_line (charge_id, no, kind, text_zh, text_en, quantity, unit, unit_price, amount_fen,
                                                 tariff_id, tariff_version)
                        SELECT charge_id, 99, kind, text_zh, text_en, quantity, unit, unit_price, 1, tariff_id, tariff_version
                          FROM charge_line WHERE charge_id = ? AND no = 1""", charge)))
                .satisfies(e -> assertThat(Constraints.violated(e)).contains("charge_sum"));
    }

    private long aCharge() {
        var instrument = fix.city.instrument(fix.provider).create();
        long booking = fix.booking(instrument, START, "FINISHED");
        fix.session(instrument, booking, START, 3600, 3600);
        fix.bill(booking, AFTER);
        return fix.live(booking).orElseThrow();
    }

    private io.restassured.response.ValidatableResponse get(CityFixture.Person person, String path) {
        return given().header("Authorization", fix.city.bearer(person))
                .urlEncodingEnabled(false)
                .get(path)
                .then();
    }

    private io.restassured.response.ValidatableResponse post(CityFixture.Person person, long charge, String move) {
        return given().header("Authorization", fix.city.bearer(person))
                .contentType("application/json")
                .post("/api/v1/charges/" + charge + "/" + move)
                .then();
    }

    private io.restassured.response.ValidatableResponse dispute(String path, String body) {
        return given().header("Authorization", fix.city.bearer(fix.member))
                .contentType("application/json")
                .body(body)
                .post(path)
                .then();
    }
}
