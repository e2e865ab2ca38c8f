package io.weiyi.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Constraints;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class TariffsIT {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    Tariffs tariffs;

    CityFixture city;
    long priced;
    long unpriced;

    @BeforeEach
    void makeCity() {
        city = CityFixture.fresh(jdbi, hasher);
        var provider = city.provider();
        priced = city.instrument(provider).create().id();
        unpriced = city.instrument(provider).unpriced().create().id();
    }

    @Test
    void add_newVersion_closesTheFormerAtItsStart() {
        Instant from = NOW.plus(Duration.ofDays(10));
        Tariff added = tariffs.add(tariff(priced, from, 60, 30_000));
        assertThat(added.version()).isEqualTo(2);
        assertThat(hourAt(priced, from.minusSeconds(1))).isEqualTo(20_000);
        assertThat(hourAt(priced, from)).isEqualTo(30_000);
        Tariff former = tariffs.instrumentTariffAt(priced, NOW).orElseThrow();
        assertThat(former.validUntil()).isEqualTo(from);
        assertThat(former.version()).isEqualTo(1);
        assertThat(tariffs.find(added.id())).contains(added);
        assertThat(tariffs.ofInstrument(priced)).extracting(Tariff::version).containsExactly(2, 1);
        assertThat(tariffs.instrumentTariffAt(priced, from).orElseThrow()).isEqualTo(added);
    }

    @Test
    void add_beforeAPlannedOne_endsWhereThatBegins() {
        Instant planned = NOW.plus(Duration.ofDays(20));
        Instant sooner = NOW.plus(Duration.ofDays(10));
        tariffs.add(tariff(priced, planned, 60, 40_000));
        Tariff added = tariffs.add(tariff(priced, sooner, 60, 30_000));
        assertThat(added.validUntil()).isEqualTo(planned);
        assertThat(added.version()).isEqualTo(3);
        assertThat(hourAt(priced, sooner)).isEqualTo(30_000);
        assertThat(hourAt(priced, planned)).isEqualTo(40_000);
        refused(tariff(priced, planned, 60, 50_000), "validFrom");
    }

    @Test
    void add_first_mayStartInThePastLaterOnesMayNot() {
        Instant past = NOW.minus(Duration.ofDays(400));
        assertThat(tariffs.instrumentTariffAt(unpriced, NOW)).isEmpty();
        assertThat(tariffs.add(tariff(unpriced, past, 1, 10_000)).version()).isEqualTo(1);
        assertThat(hourAt(unpriced, past)).isEqualTo(10_000);
        assertThat(tariffs.instrumentTariffAt(unpriced, past.minusSeconds(1))).isEmpty();
        refused(tariff(unpriced, NOW.minusSeconds(60), 1, 20_000), "validFrom");
    }

    @Test
    void add_badInput_namesTheField() {
        refused(tariff(999_999_999, NOW, 1, 1), "instrumentId");
        refused(tariff(unpriced, NOW, 0, 1), "stepSeconds");
        refused(tariff(unpriced, NOW, 86_401, 1), "stepSeconds");
        refused(NewTariff.ofInstrument(unpriced, NOW, Basis.ACTIVE, 1, Map.of()), "rates");
        refused(NewTariff.ofItem(999_999_999, NOW, rates(1)), "serviceItemId");
        refused(new NewTariff(null, null, NOW, Basis.ACTIVE, 1, "", rates(1), null), "instrumentId");
        refused(new NewTariff(unpriced, null, NOW, Basis.ACTIVE, 1, "x".repeat(501), rates(1), null), "note");
    }

    @Test
    void item_hasItsOwnTariff() {
        var item = city.serviceItem(city.provider(), 12_300);
        Tariff tariff = tariffs.itemTariffAt(item.id(), NOW).orElseThrow();
        assertThat(tariff.rate(Tier.COMPANY).sample()).isEqualTo(Fen.of(12_300));
        tariffs.add(NewTariff.ofItem(item.id(), NOW.plus(Duration.ofDays(1)), rates(1)));
        assertThat(tariffs.ofItem(item.id())).hasSize(2);
    }

    @Test
    void database_overlapOrChangedPrice_isRefused() {
        assertThatThrownBy(() -> jdbi.useHandle(h -> h.execute(
                        "INSERT INTO tariff (instrument_id, version, valid, basis, step_seconds, created_at) VALUES (?, 9, tstzrange(now(), NULL), 'RUN', 1, now())",
                        priced)))
                .satisfies(e -> assertThat(Constraints.violated(e)).contains("tariff_no_overlap_instrument"));
        for (String change : List.of(
                "UPDATE tariff_rate SET hour_fen = 1",
                "DELETE FROM tariff_rate",
                "UPDATE tariff SET step_seconds = 7",
                "DELETE FROM tariff")) {
            assertThatThrownBy(() -> jdbi.useHandle(h -> h.execute(change)))
                    .as(change)
                    .hasMessageContaining("permission denied");
        }
    }

    private long hourAt(long instrument, Instant at) {
        return tariffs.instrumentTariffAt(instrument, at)
                .orElseThrow()
                .rate(Tier.COMPANY)
                .hour()
                .value();
    }

    private void refused(NewTariff wanted, String field) {
        assertThatThrownBy(() -> tariffs.add(wanted)).isInstanceOfSatisfying(Problem.class, p -> {
            assertThat(p.status()).isEqualTo(422);
            assertThat(p.members().get("violations").toString()).contains("field=" + field);
        });
    }

    private static NewTariff tariff(long instrument, Instant from, int step, long hourFen) {
        return NewTariff.ofInstrument(instrument, from, Basis.ACTIVE, step, rates(hourFen));
    }

    private static Map<Tier, Rate> rates(long hourFen) {
        return PricingTest.all(new Rate(Fen.ZERO, Fen.of(hourFen), Fen.ZERO, Fen.ZERO));
    }
}
