package io.weiyi.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.time.TimeWindow;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prices of the night and of the weekend: 200.00 by day, 100.00 at night (22:00 to 08:00), 150.00 at the weekend. */
class TimeBandsTest {

    private static final TimeBands BANDS = new TimeBands(1320, 480, all(10_000), all(15_000));

    @ParameterizedTest
    @CsvSource({
        // a Monday by day, over the evening, over the morning, Friday night into Saturday, Sunday night into Monday
        "2026-11-23T09:00+08:00, 2026-11-23T11:00+08:00, 7200,     0,     0, 40000",
        "2026-11-23T20:00+08:00, 2026-11-24T00:00+08:00, 7200,  7200,     0, 60000",
        "2026-11-23T22:00+08:00, 2026-11-24T08:00+08:00,    0, 36000,     0, 100000",
        "2026-11-27T23:00+08:00, 2026-11-28T01:00+08:00,    0,  3600,  3600, 25000",
        "2026-11-29T23:00+08:00, 2026-11-30T09:00+08:00, 3600, 28800,  3600, 115000"
    })
    void price_window_splitsByTheClockOfTheCity(
            String from, String until, long day, long night, long weekend, long fen) {
        TimeWindow window = window(from, until);
        Map<Band, Long> parts = BANDS.split(window);
        assertThat(parts.getOrDefault(Band.BASE, 0L)).isEqualTo(day);
        assertThat(parts.getOrDefault(Band.NIGHT, 0L)).isEqualTo(night);
        assertThat(parts.getOrDefault(Band.WEEKEND, 0L)).isEqualTo(weekend);
        assertThat(Pricing.quote(tariff(Basis.ACTIVE, 1), Tier.COMPANY, window)).isEqualTo(Fen.of(fen));
    }

    @Test
    void price_partsOfOneUse_roundOnceAndSum() {
        // 1 s by day and 1 s at night: 5.56 and 2.78 fen are 8.33, and 8 in whole fen; each alone would be 6 and 3.
        TimeWindow window = window("2026-11-23T21:59:59+08:00", "2026-11-23T22:00:01+08:00");
        List<PricedLine> lines =
                Pricing.price(tariff(Basis.BOOKED, 1), Tier.COMPANY, Use.unmetered(2), UseTimes.of(window));
        assertThat(lines).hasSize(2);
        assertThat(Pricing.total(lines)).isEqualTo(Fen.of(8));
        assertThat(lines).extracting(PricedLine::amount).containsExactly(Fen.of(2), Fen.of(6));
        assertThat(lines.get(0).textZh()).contains("其中夜间 1 秒", "100.00 元/小时 = 0.02 元");
        assertThat(lines.get(1).textZh()).contains("其中日间 1 秒", "200.00 元/小时 = 0.06 元", "合计四舍五入到分一次");
        assertThat(lines.get(1).textEn()).contains("of which day: 1 s", "rounded to the fen once");
    }

    @Test
    void price_meteredSessions_countWhereTheirClockWas() {
        UseTimes times = new UseTimes(
                window("2026-11-23T18:00+08:00", "2026-11-24T00:00+08:00"),
                List.of(
                        new UseTimes.Session(window("2026-11-23T18:00+08:00", "2026-11-23T19:00+08:00"), 3600, 1800),
                        new UseTimes.Session(window("2026-11-23T21:00+08:00", "2026-11-23T23:00+08:00"), 7200, 3600)));
        Use use = Use.metered(21_600).plus(3600, 1800).plus(7200, 3600);
        List<PricedLine> active = Pricing.price(tariff(Basis.ACTIVE, 1), Tier.COMPANY, use, times);
        assertThat(active).extracting(line -> line.quantity().toString()).containsExactly("0.5", "1");
        assertThat(Pricing.total(active)).isEqualTo(Fen.of(25_000));
        assertThat(Pricing.total(Pricing.price(tariff(Basis.RUN, 1), Tier.COMPANY, use, times)))
                .isEqualTo(Fen.of(50_000));
        assertThat(Pricing.total(Pricing.price(tariff(Basis.BOOKED, 1), Tier.COMPANY, use, times)))
                .isEqualTo(Fen.of(100_000));
    }

    @Test
    void price_oneBandOnly_isOneLineThatNamesIt() {
        TimeWindow night = window("2026-11-23T22:00+08:00", "2026-11-23T23:00+08:00");
        List<PricedLine> lines =
                Pricing.price(tariff(Basis.BOOKED, 1), Tier.COMPANY, Use.unmetered(3600), UseTimes.of(night));
        assertThat(lines)
                .singleElement()
                .satisfies(
                        line -> assertThat(line.textZh()).isEqualTo("夜间预约机时 3,600 秒 ÷ 3600 × 100.00 元/小时 = 100.00 元"));
        assertThat(Pricing.price(tariff(Basis.BOOKED, 1), Tier.COMPANY, Use.unmetered(3600)))
                .as("unknown times cost the price of the day")
                .singleElement()
                .satisfies(line -> assertThat(line.amount()).isEqualTo(Fen.of(20_000)));
    }

    @Test
    void price_anyWindowAndStep_sumsToOneRoundingOfTheParts() {
        Random random = new Random(7);
        Instant monday = OffsetDateTime.parse("2026-11-23T00:00+08:00").toInstant();
        for (int i = 0; i < 2_000; i++) {
            Instant from = monday.plusSeconds(random.nextInt(700_000));
            TimeWindow window = new TimeWindow(from, from.plusSeconds(1 + random.nextInt(400_000)));
            long seconds = window.length().toSeconds();
            assertThat(BANDS.split(window).values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(seconds);
            int step = 1 + random.nextInt(1_800);
            List<PricedLine> lines = Pricing.price(
                    tariff(Basis.BOOKED, step), Tier.COMPANY, Use.unmetered(seconds), UseTimes.of(window));
            long dearest = Fen.of(20_000)
                    .timesFraction(Pricing.roundUp(seconds, step), 3600, java.math.RoundingMode.UP)
                    .value();
            assertThat(Pricing.total(lines).value()).isBetween(dearest / 2, dearest);
            assertThat(lines)
                    .allSatisfy(line -> assertThat(line.amount().isNegative()).isFalse());
        }
    }

    @Test
    void bands_thatMakeNoSense_areRefused() {
        assertThatThrownBy(() -> new TimeBands(480, 480, all(1), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TimeBands(0, 1440, all(1), Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TimeBands(0, 60, Map.of(Tier.COMPANY, Fen.of(1)), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TimeBands(0, 60, Map.of(), all(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    private static TimeWindow window(String from, String until) {
        return new TimeWindow(
                OffsetDateTime.parse(from).toInstant(),
                OffsetDateTime.parse(until).toInstant());
    }

    static Map<Tier, Fen> all(long fen) {
        return Map.of(Tier.INTERNAL, Fen.of(fen), Tier.EXTERNAL, Fen.of(fen), Tier.COMPANY, Fen.of(fen));
    }

    private static Tariff tariff(Basis basis, int step) {
        Rate rate = new Rate(Fen.ZERO, Fen.of(20_000), Fen.ZERO, Fen.ZERO);
        return new Tariff(7, 3, 1L, null, Instant.EPOCH, null, basis, step, "", PricingTest.all(rate), BANDS);
    }
}
