package io.weiyi.ledger;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Constraints;
import io.weiyi.ledger.LedgerPosting.Side;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class LedgerIT {

    private static final YearMonth MONTH = YearMonth.of(2026, 11);

    @Inject
    Ledger ledger;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Test
    void post_balanced_movesBalancesOnce() {
        String a = account(null);
        String b = account(null);
        LedgerPosting posting = posting(new Side(a, Fen.of(700)), new Side(b, Fen.of(-700)));
        assertThat(post(posting)).isTrue();
        assertThat(post(posting)).isFalse();
        assertThat(ledger.balance(a)).isEqualTo(Fen.of(700));
        assertThat(ledger.balance(b)).isEqualTo(Fen.of(-700));
        assertThat(ledger.trialBalance(null).difference()).isEqualTo(Fen.ZERO);
        LedgerPosting other = new LedgerPosting(
                posting.kind(),
                posting.refKind(),
                posting.refId(),
                MONTH,
                "other",
                List.of(new Side(a, Fen.of(1)), new Side(b, Fen.of(-1))));
        assertThatThrownBy(() -> post(other)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void post_unknownAccount_leavesNothing() {
        String a = account(null);
        assertThatThrownBy(() -> post(posting(new Side(a, Fen.of(1)), new Side("nowhere", Fen.of(-1)))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ledger.balance(a)).isEqualTo(Fen.ZERO);
    }

    @Test
    void post_outsideATransaction_isRefused() {
        String a = account(null);
        assertThatThrownBy(() -> ledger.post(posting(new Side(a, Fen.of(1)), new Side(a, Fen.of(-1)))))
                .hasMessageContaining("ransaction");
    }

    @Test
    void commit_unbalancedEntries_isRefusedByTheDatabase() {
        String a = account(null);
        assertThatThrownBy(() -> jdbi.useTransaction(handle -> {
                    long id = handle.createQuery("""
                                    INSERT INTO ledger_transaction (posted_at, posting_month, kind, ref_kind, ref_id, text)
                                    VALUES (now(), '2026-11-01', 'test', 'test', :ref, '') RETURNING id""")
                            .bind("ref", UUID.randomUUID().toString())
                            .mapTo(Long.class)
                            .one();
                    handle.execute(
                            "INSERT INTO ledger_entry (transaction_id, account_id, amount_fen) SELECT ?, id, 5 FROM ledger_account WHERE code = ?",
                            id,
                            a);
                }))
                .satisfies(e -> assertThat(Constraints.violated(e)).contains("ledger_balanced"));
        assertThat(ledger.balance(a)).isEqualTo(Fen.ZERO);
    }

    @Test
    void post_belowTheFloor_isRefused() {
        String pool = account(Fen.ZERO);
        String grant = account(null);
        assertThat(post(posting(new Side(pool, Fen.of(100)), new Side(grant, Fen.of(-100)))))
                .isTrue();
        assertThat(post(posting(new Side(pool, Fen.of(-60)), new Side(grant, Fen.of(60)))))
                .isTrue();
        assertThatThrownBy(() -> post(posting(new Side(pool, Fen.of(-41)), new Side(grant, Fen.of(41)))))
                .isInstanceOf(OverdraftRefused.class);
        assertThat(ledger.balance(pool)).isEqualTo(Fen.of(40));
        assertThat(post(posting(new Side(pool, Fen.of(-40)), new Side(grant, Fen.of(40)))))
                .isTrue();
        assertThat(ledger.balance(pool)).isEqualTo(Fen.ZERO);
    }

    @Test
    void facts_anyChange_isRefused() {
        for (String change : List.of(
                "UPDATE ledger_entry SET amount_fen = amount_fen + 1",
                "DELETE FROM ledger_entry",
                "TRUNCATE ledger_entry",
                "UPDATE ledger_transaction SET text = ''",
                "DELETE FROM ledger_transaction",
                "UPDATE ledger_account SET floor_fen = NULL",
                "UPDATE ledger_balance SET balance_fen = 0",
                "INSERT INTO ledger_balance (account_id, balance_fen) VALUES (1, 1)")) {
            assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(change)))
                    .as(change)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void trialBalance_asOf_leavesOutWhatCameLater() {
        String a = account(null);
        post(posting(new Side(a, Fen.of(9)), new Side(account(null), Fen.of(-9))));
        TrialBalance now = ledger.trialBalance(null);
        assertThat(now.accounts())
                .anyMatch(x -> x.code().equals(a) && x.balance().equals(Fen.of(9)));
        assertThat(now.debit()).isEqualTo(now.credit());
        TrialBalance before = ledger.trialBalance(now.asOf().minus(Duration.ofDays(365)));
        assertThat(before.accounts()).noneMatch(x -> x.code().equals(a));
        assertThat(before.difference()).isEqualTo(Fen.ZERO);
    }

    @Test
    void trialBalance_overHttp_forThoseWhoMayRead() {
        CityFixture city = CityFixture.fresh(jdbi, hasher);
        String a = account(null);
        post(posting(new Side(a, Fen.of(250)), new Side(account(null), Fen.of(-250))));
        for (Role role : List.of(Role.FINANCE, Role.LEADER, Role.AUDITOR)) {
            given().header("Authorization", city.bearer(city.official(role)))
                    .get("/api/v1/ledger/trial-balance")
                    .then()
                    .statusCode(200)
                    .body("differenceFen", equalTo(0))
                    .body("asOf", endsWith("Z"))
                    .body("accounts.find { it.code == '" + a + "' }.balanceFen", equalTo(250))
                    .body("accounts.find { it.code == '" + a + "' }.kind", equalTo("MEMO"));
        }
        String finance = city.bearer(city.official(Role.FINANCE));
        asOf(finance, "2021-01-01T00:00:00+08:00")
                .statusCode(200)
                .body("asOf", equalTo("2020-12-31T16:00:00Z"))
                .body("debitFen", equalTo(0))
                .body("accounts.size()", equalTo(0));
        asOf(finance, "2021-01-01").statusCode(200).body("differenceFen", equalTo(0));
        for (String wrong : List.of("2021-01-01T00:00:00", "yesterday", "2021-02-30", "9999-01-01T00:00:00Z")) {
            asOf(finance, wrong).statusCode(422).body("violations[0].field", equalTo("asOf"));
        }
        asOf(city.bearer(city.member(city.firm())), "2021-01-01").statusCode(403);
        given().get("/api/v1/ledger/trial-balance").then().statusCode(401);
    }

    private static ValidatableResponse asOf(String bearer, String moment) {
        return given().header("Authorization", bearer)
                .queryParam("asOf", moment)
                .get("/api/v1/ledger/trial-balance")
                .then();
    }

    @Test
    void post_32threadsOnSharedAccounts_keepsDifferenceZero() throws Exception {
        int threads = 32;
        int postings = 25;
        List<String> accounts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            accounts.add(account(null));
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                all.add(pool.submit(() -> {
                    for (int i = 0; i < postings; i++) {
                        post(randomPosting(accounts));
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get(120, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        Fen sum = accounts.stream().map(ledger::balance).reduce(Fen.ZERO, Fen::plus);
        assertThat(sum).isEqualTo(Fen.ZERO);
        TrialBalance balance = ledger.trialBalance(null);
        assertThat(balance.difference()).isEqualTo(Fen.ZERO);
        for (String code : accounts) {
            assertThat(balance.accounts())
                    .filteredOn(x -> x.code().equals(code))
                    .singleElement()
                    .satisfies(x -> assertThat(x.balance()).isEqualTo(ledger.balance(code)));
        }
    }

    /** Three sides in any order of accounts: without one order of locks these would wait for each other in a circle. */
    private static LedgerPosting randomPosting(List<String> accounts) {
        List<String> mixed = new ArrayList<>(accounts);
        java.util.Collections.shuffle(mixed, ThreadLocalRandom.current());
        long one = ThreadLocalRandom.current().nextLong(1, 1000);
        long two = ThreadLocalRandom.current().nextLong(1, 1000);
        return posting(
                new Side(mixed.get(0), Fen.of(one + two)),
                new Side(mixed.get(1), Fen.of(-one)),
                new Side(mixed.get(2), Fen.of(-two)));
    }

    private String account(Fen floor) {
        String code = "TEST-" + UUID.randomUUID();
        QuarkusTransaction.requiringNew().run(() -> {
            ledger.ensureAccount(code, "test", AccountKind.MEMO, null, floor);
            ledger.ensureAccount(code, "test", AccountKind.MEMO, null, floor);
        });
        return code;
    }

    private boolean post(LedgerPosting posting) {
        return QuarkusTransaction.requiringNew().call(() -> ledger.post(posting));
    }

    private static LedgerPosting posting(Side... sides) {
        return new LedgerPosting("test", "test", UUID.randomUUID().toString(), MONTH, "a test", List.of(sides));
    }
}
