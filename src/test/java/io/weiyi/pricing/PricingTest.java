package io.weiyi.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weiyi.kernel.money.Fen;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricingTest {

    private static final Rate PLAIN = new Rate(Fen.ZERO, Fen.of(20_000), Fen.of(10_000), Fen.ZERO);

    @ParameterizedTest
    @CsvSource({
        // basis, step, booked, run, active, billed seconds, fen
        "ACTIVE,  60,    0,  3900,  3723,  3780,  21000",
        "ACTIVE,   1,    0,  3900,  3723,  3723,  20683",
        "RUN,     60,    0,  3900,  3723,  3900,  21667",
        "BOOKED,  60, 7200,  3900,  3723,  7200,  40000",
        "MAX,     60, 7200,  3900,  3723,  7200,  40000",
        "MAX,     60, 1800,  3900,  3723,  3780,  21000",
        "ACTIVE, 1800,   0,  3900,  3600,  3600,  20000",
        "ACTIVE, 1800,   0,  3900,  3601,  5400,  30000",
        "ACTIVE,   1,    0,     9,     9,     9,     50",
        "ACTIVE,   1,    0,     1,     1,     1,      6"
    })
    void price_basisAndStep_countsSecondsAndRoundsOnce(
            Basis basis, int step, long booked, long run, long active, long billed, long fen) {
        Use use = Use.metered(booked).plus(run, active);
        List<PricedLine> lines = Pricing.price(tariff(basis, step, PLAIN), Tier.COMPANY, use);
        assertThat(lines).hasSize(1);
        PricedLine line = lines.get(0);
        assertThat(line.kind()).isEqualTo(LineKind.USE);
        assertThat(line.amount()).isEqualTo(Fen.of(fen));
        assertThat(line.unit()).isEqualTo("h");
        assertThat(line.quantity()).isEqualTo(io.weiyi.kernel.money.Quantity.hoursOfSeconds(billed));
        assertThat(line.unitPrice()).isEqualTo(Fen.of(20_000));
        assertThat(line.tariffId()).isEqualTo(7);
        assertThat(line.tariffVersion()).isEqualTo(3);
    }

    @Test
    void price_line_tellsItsArithmetic() {
        Use use = Use.metered(0).plus(3900, 3723);
        PricedLine stepped = Pricing.price(tariff(Basis.ACTIVE, 60, PLAIN), Tier.COMPANY, use)
                .get(0);
        assertThat(stepped.textZh()).isEqualTo("有效机时 3,723 秒，按 60 秒进位为 3,780 秒 ÷ 3600 × 200.00 元/小时 = 210.00 元");
        assertThat(stepped.textEn())
                .isEqualTo(
                        "Active time 3,723 s, rounded up by steps of 60 s to 3,780 s ÷ 3600 × 200.00 CNY/h = 210.00 CNY");
        PricedLine rounded =
                Pricing.price(tariff(Basis.ACTIVE, 1, PLAIN), Tier.COMPANY, use).get(0);
        assertThat(rounded.textZh()).isEqualTo("有效机时 3,723 秒 ÷ 3600 × 200.00 元/小时 = 206.83 元（四舍五入到分）");
        assertThat(rounded.textEn()).endsWith("= 206.83 CNY (rounded half up to the fen)");
    }

    @ParameterizedTest
    @CsvSource({
        "RUN, 运行机时, Run time",
        "ACTIVE, 有效机时, Active time",
        "BOOKED, 预约机时, Booked time",
        "MAX, 有效机时（预约与有效取大者）, Active time (the greater of booked and active)"
    })
    void price_line_namesWhatWasCounted(Basis basis, String zh, String en) {
        PricedLine line = Pricing.price(
                        tariff(basis, 1, PLAIN), Tier.COMPANY, Use.metered(60).plus(7200, 3600))
                .get(0);
        assertThat(line.textZh()).startsWith(zh + " ");
        assertThat(line.textEn()).startsWith(en + " ");
    }

    @Test
    void price_unmetered_countsTheBookingAndSaysSo() {
        PricedLine line = Pricing.price(tariff(Basis.ACTIVE, 1, PLAIN), Tier.COMPANY, Use.unmetered(3600))
                .get(0);
        assertThat(line.amount()).isEqualTo(Fen.of(20_000));
        assertThat(line.textZh()).startsWith("预约机时（无计量终端，按预约计） 3,600 秒");
    }

    @Test
    void price_nothingUsed_costsNothingNotEvenSetupOrMinimum() {
        Rate rate = new Rate(Fen.of(5_000), Fen.of(20_000), Fen.ZERO, Fen.of(10_000));
        List<PricedLine> lines = Pricing.price(
                tariff(Basis.ACTIVE, 60, rate), Tier.COMPANY, Use.metered(7200).plus(600, 0));
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).kind()).isEqualTo(LineKind.NONE);
        assertThat(lines.get(0).amount()).isEqualTo(Fen.ZERO);
        assertThat(lines.get(0).textZh()).isEqualTo("有效机时 0 秒，不收费");
    }

    @Test
    void price_setupAndMinimum_onceAndToppedUp() {
        Rate rate = new Rate(Fen.of(5_000), Fen.of(20_000), Fen.ZERO, Fen.of(10_000));
        Tariff tariff = tariff(Basis.ACTIVE, 1, rate);
        List<PricedLine> small = Pricing.price(
                tariff, Tier.COMPANY, Use.metered(0).plus(360, 180).plus(180, 180));
        assertThat(small).extracting(PricedLine::kind).containsExactly(LineKind.SETUP, LineKind.USE, LineKind.MINIMUM);
        assertThat(small).extracting(l -> l.amount().value()).containsExactly(5_000L, 2_000L, 3_000L);
        assertThat(small.get(2).textZh()).isEqualTo("不足最低收费，补足：100.00 − 70.00 = 30.00 元");
        assertThat(small.get(0).textEn()).isEqualTo("Set-up fee, 50.00 CNY once");
        List<PricedLine> enough =
                Pricing.price(tariff, Tier.COMPANY, Use.metered(0).plus(900, 900));
        assertThat(enough).extracting(PricedLine::kind).containsExactly(LineKind.SETUP, LineKind.USE);
        assertThat(Pricing.total(enough)).isEqualTo(Fen.of(10_000));
    }

    @Test
    void priceSamples_kinds_oneLineEach() {
        List<PricedLine> lines = Pricing.priceSamples(
                tariff(Basis.ACTIVE, 1, PLAIN), Tier.EXTERNAL, List.of(new SampleUse("粉末", 3), new SampleUse("薄膜", 1)));
        assertThat(lines).extracting(PricedLine::kind).containsExactly(LineKind.SAMPLE, LineKind.SAMPLE);
        assertThat(lines).extracting(l -> l.amount().value()).containsExactly(30_000L, 10_000L);
        assertThat(lines.get(0).textZh()).isEqualTo("粉末：3 个样品 × 100.00 元/个 = 300.00 元");
        assertThat(lines.get(1).textEn()).isEqualTo("薄膜: 1 sample × 100.00 CNY each = 100.00 CNY");
        assertThat(lines.get(0).unit()).isEqualTo("sample");
        assertThat(lines.get(0).quantity().toString()).isEqualTo("3");
        assertThatThrownBy(() -> Pricing.priceSamples(tariff(Basis.ACTIVE, 1, PLAIN), Tier.EXTERNAL, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void price_tier_takesItsOwnRate() {
        Map<Tier, Rate> rates = new EnumMap<>(Tier.class);
        rates.put(Tier.INTERNAL, new Rate(Fen.ZERO, Fen.of(1_000), Fen.of(100), Fen.ZERO));
        rates.put(Tier.EXTERNAL, new Rate(Fen.ZERO, Fen.of(2_000), Fen.of(200), Fen.ZERO));
        rates.put(Tier.COMPANY, new Rate(Fen.ZERO, Fen.of(3_000), Fen.of(300), Fen.ZERO));
        Tariff tariff = new Tariff(7, 3, 1L, null, Instant.EPOCH, null, Basis.ACTIVE, 1, "", rates);
        assertThat(Pricing.quote(tariff, Tier.INTERNAL, 3600)).isEqualTo(Fen.of(1_000));
        assertThat(Pricing.quote(tariff, Tier.EXTERNAL, 3600)).isEqualTo(Fen.of(2_000));
        assertThat(Pricing.quote(tariff, Tier.COMPANY, 3600)).isEqualTo(Fen.of(3_000));
        assertThat(Pricing.quoteSamples(tariff, Tier.COMPANY, List.of(new SampleUse("x", 2))))
                .isEqualTo(Fen.of(600));
    }

    @Test
    void tier_ofWhomAndOwner() {
        assertThat(Tier.of(1, 1, "FIRM")).isEqualTo(Tier.INTERNAL);
        assertThat(Tier.of(1, 2, "FIRM")).isEqualTo(Tier.COMPANY);
        assertThat(Tier.of(1, 2, "UNIVERSITY")).isEqualTo(Tier.EXTERNAL);
        assertThat(Tier.of(1, 1, "UNIVERSITY")).isEqualTo(Tier.INTERNAL);
    }

    @Test
    void values_impossible_areRefused() {
        assertThatThrownBy(() -> new Use(true, 0, 1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Use(true, -1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Use(true, 0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Use.unmetered(60).plus(1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SampleUse("x", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(Fen.of(-1), Fen.ZERO, Fen.ZERO, Fen.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Tariff(1, 1, 1L, 2L, Instant.EPOCH, null, Basis.RUN, 1, "", all(PLAIN)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Tariff(1, 1, 1L, null, Instant.EPOCH, null, Basis.RUN, 0, "", all(PLAIN)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Tariff(1, 1, 1L, null, Instant.EPOCH, null, Basis.RUN, 1, "", Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static Tariff tariff(Basis basis, int step, Rate rate) {
        return new Tariff(7, 3, 1L, null, Instant.EPOCH, null, basis, step, "", all(rate));
    }

    static Map<Tier, Rate> all(Rate rate) {
        return Map.of(Tier.INTERNAL, rate, Tier.EXTERNAL, rate, Tier.COMPANY, rate);
    }
}
