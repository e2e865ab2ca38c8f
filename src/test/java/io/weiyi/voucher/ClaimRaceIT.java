package io.weiyi.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Approvals at the same instant: no pool overspent, no cap exceeded, nothing left that somebody could have had. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class ClaimRaceIT {

    private static final int THREADS = 16;

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Pools pools;

    private ClaimFixture f;

    @BeforeEach
    void fixture() {
        f = new ClaimFixture(jdbi, CityFixture.fresh(jdbi, hasher), pools);
    }

    @Test
    void twoHundredClaims_forTheLastMoney_leaveThePoolExactlyUsed() throws Exception {
        // 200 claims of 400 fen each race for 31,050 fen: 77 in full, one for what is left, nothing for the rest.
        long pool = f.pool(Layer.PROVINCE, 31_050);
        List<String> claims = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            claims.add(inCityReview(1000));
        }
        List<Integer> answers = approveAll(claims);
        assertThat(answers).containsOnly(200, 409);
        assertThat(answers.stream().filter(status -> status == 200)).hasSize(78);
        Pools.PoolInfo left = pools.list().stream()
                .filter(each -> each.id() == pool)
                .findFirst()
                .orElseThrow();
        assertThat(left.freeFen()).isZero();
        assertThat(left.reservedFen()).isEqualTo(31_050);
        assertThat(f.count("SELECT coalesce(sum(amount_fen), 0)::bigint FROM claim_award WHERE pool_id = ?", pool))
                .isEqualTo(31_050);
        assertThat(f.count(
                        "SELECT coalesce(sum(subsidy_fen), 0)::bigint FROM claim WHERE applicant_id = ?", f.firm.id()))
                .isEqualTo(31_050);
    }

    @Test
    void fiftyClaims_underACapWithRoomForTen_areTen() throws Exception {
        f.pool(Layer.PROVINCE, 1_000_000_000);
        List<String> claims = new ArrayList<>();
        // 40 percent of 125,000.00 yuan is a tenth of the yearly cap of 500,000.00.
        for (int i = 0; i < 50; i++) {
            claims.add(inCityReview(12_500_000));
        }
        List<Integer> answers = approveAll(claims);
        assertThat(answers.stream().filter(status -> status == 200)).hasSize(10);
        assertThat(f.count(
                        "SELECT coalesce(sum(subsidy_fen), 0)::bigint FROM claim WHERE applicant_id = ?", f.firm.id()))
                .isEqualTo(50_000_000);
    }

    /** A claim as the two reviews before would have left it, without their calls, which are not what is raced here. */
    private String inCityReview(long fen) {
        String id = f.create(ClaimFixture.line(f.paidCharge(fen), fen))
                .statusCode(201)
                .extract()
                .path("id");
        jdbi.useHandle(handle -> handle.execute(
                "UPDATE claim SET status = 'CITY_REVIEW', submitted_at = now() WHERE id = ?", Long.parseLong(id)));
        return id;
    }

    private List<Integer> approveAll(List<String> claims) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Integer>> calls = claims.stream()
                    .<Callable<Integer>>map(id -> () ->
                            f.decide(f.cityOffice, id, "APPROVE").extract().statusCode())
                    .toList();
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> call : threads.invokeAll(calls)) {
                answers.add(call.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
