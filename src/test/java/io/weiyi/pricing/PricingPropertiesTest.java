package io.weiyi.pricing;

import static io.weiyi.pricing.PricingTest.tariff;
import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.kernel.money.Fen;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What holds for every tariff and every use. */
class PricingPropertiesTest {

    private static final long YEAR_SECONDS = 366L * 86_400;

    /** Seconds of one session. */
    record Session(long run, long active) {}

    @Property
    void price_more_neverCostsLess(
            @ForAll("tariffs") Tariff tariff,
            @ForAll("uses") Use use,
            @ForAll @LongRange(max = 100_000) long moreActive,
            @ForAll @LongRange(max = 100_000) long moreIdle) {
        Fen less = total(tariff, use);
        Fen more = total(tariff, use.plus(moreActive + moreIdle, moreActive));
        assertThat(more).isGreaterThanOrEqualTo(less);
    }

    @Property
    void price_lines_areThereAndNeverNegative(@ForAll("tariffs") Tariff tariff, @ForAll("uses") Use use) {
        List<PricedLine> lines = Pricing.price(tariff, Tier.COMPANY, use);
        assertThat(lines).isNotEmpty().allMatch(l -> !l.amount().isNegative());
    }

    @Property
    void price_lines_sumToTheMinimumOrToSetupAndHours(@ForAll("tariffs") Tariff tariff, @ForAll("uses") Use use) {
        Rate rate = tariff.rate(Tier.COMPANY);
        long counted = switch (tariff.basis()) {
            case RUN -> use.runSeconds();
            case ACTIVE -> use.activeSeconds();
            case BOOKED -> use.bookedSeconds();
            case MAX -> Math.max(use.bookedSeconds(), use.activeSeconds());
        };
        long steps = (counted + tariff.stepSeconds() - 1) / tariff.stepSeconds();
        // Half up by whole numbers: twice the fen, plus the divisor, divided by twice the divisor.
        long hours = BigInteger.valueOf(rate.hour().value())
                .multiply(BigInteger.valueOf(steps * tariff.stepSeconds()))
                .multiply(BigInteger.TWO)
                .add(BigInteger.valueOf(3600))
                .divide(BigInteger.valueOf(7200))
                .longValueExact();
        long wanted =
                counted == 0 ? 0 : Math.max(rate.minimum().value(), rate.setup().value() + hours);
        assertThat(total(tariff, use)).isEqualTo(Fen.of(wanted));
    }

    @Property
    void price_secondsSplitAmongSessions_changeNothing(
            @ForAll("tariffs") Tariff tariff,
            @ForAll @Size(min = 1, max = 6) List<@net.jqwik.api.From("sessions") Session> parts) {
        Use inParts = Use.metered(3600);
        long run = 0;
        long active = 0;
        for (Session part : parts) {
            inParts = inParts.plus(part.run(), part.active());
            run += part.run();
            active += part.active();
        }
        assertThat(Pricing.price(tariff, Tier.COMPANY, inParts))
                .isEqualTo(Pricing.price(tariff, Tier.COMPANY, Use.metered(3600).plus(run, active)));
    }

    @Property
    void roundUp_twice_isOnceAndLessThanAStepMore(
            @ForAll @LongRange(max = YEAR_SECONDS) long seconds, @ForAll @IntRange(min = 1, max = 86_400) int step) {
        long once = Pricing.roundUp(seconds, step);
        assertThat(once).isBetween(seconds, seconds + step - 1);
        assertThat(once % step).isZero();
        assertThat(Pricing.roundUp(once, step)).isEqualTo(once);
    }

    @Property
    void priceSamples_lines_sumExactly(
            @ForAll("tariffs") Tariff tariff,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 10_000) Integer> counts) {
        List<SampleUse> kinds = counts.stream().map(c -> new SampleUse("x", c)).toList();
        Rate rate = tariff.rate(Tier.EXTERNAL);
        long plain = rate.setup().value()
                + rate.sample().value() * counts.stream().mapToLong(c -> c).sum();
        List<PricedLine> lines = Pricing.priceSamples(tariff, Tier.EXTERNAL, kinds);
        assertThat(Pricing.total(lines))
                .isEqualTo(Fen.of(Math.max(plain, rate.minimum().value())));
        assertThat(lines.stream().filter(l -> l.kind() == LineKind.SAMPLE)).hasSize(counts.size());
    }

    private static Fen total(Tariff tariff, Use use) {
        return Pricing.total(Pricing.price(tariff, Tier.COMPANY, use));
    }

    @Provide
    Arbitrary<Tariff> tariffs() {
        Arbitrary<Fen> fens = Arbitraries.longs().between(0, 1_000_000_000).map(Fen::of);
        Arbitrary<Rate> rates = Combinators.combine(fens, fens, fens, fens).as(Rate::new);
        return Combinators.combine(
                        Arbitraries.of(Basis.class), Arbitraries.integers().between(1, 86_400), rates)
                .as((basis, step, rate) -> tariff(basis, step, rate));
    }

    @Provide
    Arbitrary<Use> uses() {
        return Combinators.combine(Arbitraries.longs().between(0, YEAR_SECONDS), sessions())
                .as((booked, session) -> Use.metered(booked).plus(session.run(), session.active()));
    }

    @Provide
    Arbitrary<Session> sessions() {
        Arbitrary<Long> seconds = Arbitraries.longs().between(0, YEAR_SECONDS);
        return Combinators.combine(seconds, seconds).as((active, idle) -> new Session(active + idle, active));
    }
}
