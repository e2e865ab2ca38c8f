package io.weiyi.voucher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.money.Fen;
import io.weiyi.ledger.OverdraftRefused;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Budgets as ledger accounts: no account below zero, the layer's grant apart from the budget. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class PoolsIT {

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Pools pools;

    @Inject
    Clock clock;

    private CityFixture city;
    private long pool;

    @BeforeEach
    void pool() {
        city = CityFixture.fresh(jdbi, hasher);
        pool = change(Pools.ChangeKind.BUDGET, 1_000);
    }

    @Test
    void moreThanIsLeft_isRefused_whoeverTakesIt() {
        assertThatThrownBy(() -> change(Pools.ChangeKind.BUDGET, -1_001)).isInstanceOf(OverdraftRefused.class);
        refused(() -> pools.reserve(ref(), Map.of(pool, 1_001L), clock.instant()));
        assertThat(info().freeFen()).isEqualTo(1_000);
        assertThat(info().reservedFen()).isZero();
    }

    @Test
    void reservation_isReleasedWhole_andNoMoreThanWasReserved() {
        String claim = ref();
        run(() -> pools.reserve(claim, Map.of(pool, 700L), clock.instant()));
        assertThat(info().freeFen()).isEqualTo(300);
        refused(() -> pools.release(ref(), Map.of(pool, 701L), clock.instant()));
        run(() -> pools.release(claim, Map.of(pool, 700L), clock.instant()));
        assertThat(info().freeFen()).isEqualTo(1_000);
        assertThat(info().reservedFen()).isZero();
    }

    @Test
    void payment_drawsOnTheGrant_whichIsAnEntryOfItsOwn() {
        run(() -> pools.reserve(ref(), Map.of(pool, 700L), clock.instant()));
        refused(() -> pools.consume(ref(), Map.of(pool, 700L), clock.instant()));
        change(Pools.ChangeKind.GRANT, 800);
        assertThat(info().freeFen()).as("a grant is no budget").isEqualTo(300);
        run(() -> pools.consume(ref(), Map.of(pool, 700L), clock.instant()));
        assertThat(info().cashFen()).isEqualTo(100);
        assertThat(info().grantedFen()).isEqualTo(800);
        assertThat(info().consumedFen()).isEqualTo(700);
        assertThat(info().reservedFen()).isZero();
        assertThatThrownBy(() -> change(Pools.ChangeKind.GRANT, -101)).isInstanceOf(OverdraftRefused.class);
    }

    @Test
    void pool_isOfItsYearLayerAndArea() {
        assertThat(pools.find(ClaimFixture.YEAR, Layer.PROVINCE, city.area().id()))
                .contains(pool);
        assertThat(pools.find(ClaimFixture.YEAR + 1, Layer.PROVINCE, city.area().id()))
                .isNotEqualTo(java.util.Optional.of(pool));
        assertThat(pools.find(ClaimFixture.YEAR, Layer.CITY, city.area().id()))
                .isNotEqualTo(java.util.Optional.of(pool));
        assertThat(pools.find(
                        ClaimFixture.YEAR, Layer.PROVINCE, city.area("371003").id()))
                .isNotEqualTo(java.util.Optional.of(pool));
    }

    private long change(Pools.ChangeKind kind, long fen) {
        return pools.change(ClaimFixture.YEAR, Layer.PROVINCE, city.area().id(), kind, Fen.of(fen), "test", null);
    }

    private Pools.PoolInfo info() {
        return pools.list().stream()
                .filter(each -> each.id() == pool)
                .findFirst()
                .orElseThrow();
    }

    private static String ref() {
        return CityFixture.unique("test-");
    }

    private static void run(Runnable work) {
        QuarkusTransaction.requiringNew().run(work);
    }

    private static void refused(Runnable work) {
        assertThatThrownBy(() -> run(work)).hasStackTraceContaining(OverdraftRefused.class.getSimpleName());
    }
}
