package io.weiyi.pricing;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.money.Quantity;
import io.weiyi.kernel.time.TimeWindow;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Prices a use by a tariff (计费): a pure function. Counted seconds round up to the tariff's step once per subject, each
 * line rounds half up to the fen once, and the lines sum exactly to what is owed. Whatever was not used at all costs
 * nothing, neither set-up fee nor minimum.
 */
public final class Pricing {

    private static final long SECONDS_PER_HOUR = 3600;

    private Pricing() {}

    /** The lines of one subject that used an instrument at an unknown time of the day; never empty. */
    public static List<PricedLine> price(Tariff tariff, Tier tier, Use use) {
        return price(tariff, tier, use, UseTimes.UNKNOWN);
    }

    /** The lines of one subject that used an instrument at these times; never empty. */
    public static List<PricedLine> price(Tariff tariff, Tier tier, Use use, UseTimes times) {
        LineTexts.Counted counted = count(tariff.basis(), use);
        if (counted.seconds() == 0) {
            return List.of(nothing(tariff, counted));
        }
        Rate rate = tariff.rate(tier);
        List<PricedLine> lines = new ArrayList<>();
        setup(tariff, rate, lines);
        hours(tariff, tier, counted, times, lines);
        topUp(tariff, rate, lines);
        return List.copyOf(lines);
    }

    /**
     * One line per part of the week. The sum of all is rounded once; each part but the greatest is rounded down and the
     * greatest is what remains, so the parts sum exactly.
     */
    private static void hours(
            Tariff tariff, Tier tier, LineTexts.Counted counted, UseTimes times, List<PricedLine> lines) {
        long billed = roundUp(counted.seconds(), tariff.stepSeconds());
        Map<Band, Long> weights = tariff.bands().isEmpty() ? Map.of() : times.weights(tariff.bands(), counted.what());
        Map<Band, Long> parts = BandShares.of(billed, weights);
        Fen base = tariff.rate(tier).hour();
        Fen secondPrices = Fen.ZERO;
        for (Map.Entry<Band, Long> part : parts.entrySet()) {
            secondPrices = secondPrices.plus(
                    tariff.bands().hour(part.getKey(), tier, base).times(part.getValue()));
        }
        Fen left = secondPrices.timesFraction(1, SECONDS_PER_HOUR, RoundingMode.HALF_UP);
        boolean exact = left.times(SECONDS_PER_HOUR).equals(secondPrices);
        Band greatest = BandShares.greatest(parts);
        for (Band band : Band.values()) {
            Long seconds = parts.get(band);
            if (seconds != null && band != greatest) {
                Fen hour = tariff.bands().hour(band, tier, base);
                Fen amount = hour.timesFraction(seconds, SECONDS_PER_HOUR, RoundingMode.DOWN);
                lines.add(hours(tariff, new LineTexts.Part(band, seconds, true), counted, billed, hour, amount, true));
                left = left.minus(amount);
            }
        }
        LineTexts.Part rest = new LineTexts.Part(greatest, parts.getOrDefault(greatest, 0L), parts.size() > 1);
        Fen hour = tariff.bands().hour(greatest, tier, base);
        lines.add(hours(tariff, rest, counted, billed, hour, left, exact));
    }

    private static PricedLine hours(
            Tariff tariff,
            LineTexts.Part part,
            LineTexts.Counted counted,
            long billed,
            Fen hour,
            Fen amount,
            boolean exact) {
        LineTexts.Hours text = new LineTexts.Hours(part, counted, tariff.stepSeconds(), billed, hour, amount, exact);
        return line(
                tariff, LineKind.USE, text.zh(), text.en(), Quantity.hoursOfSeconds(part.seconds()), "h", hour, amount);
    }

    /** The lines of one sample order, one per kind of sample. */
    public static List<PricedLine> priceSamples(Tariff tariff, Tier tier, List<SampleUse> kinds) {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("an order without samples cannot be priced");
        }
        Rate rate = tariff.rate(tier);
        List<PricedLine> lines = new ArrayList<>();
        setup(tariff, rate, lines);
        for (SampleUse kind : kinds) {
            Fen amount = rate.sample().times(kind.count());
            lines.add(line(
                    tariff,
                    LineKind.SAMPLE,
                    LineTexts.sampleZh(kind, rate.sample(), amount),
                    LineTexts.sampleEn(kind, rate.sample(), amount),
                    Quantity.of(kind.count()),
                    "sample",
                    rate.sample(),
                    amount));
        }
        topUp(tariff, rate, lines);
        return List.copyOf(lines);
    }

    /** What a booking of so many seconds will cost if the whole window is used (预估费用). */
    public static Fen quote(Tariff tariff, Tier tier, long bookedSeconds) {
        return total(price(tariff, tier, Use.unmetered(bookedSeconds)));
    }

    /** What a booking of this window will cost if it is used from start to end. */
    public static Fen quote(Tariff tariff, Tier tier, TimeWindow window) {
        Use use = Use.unmetered(window.length().toSeconds());
        return total(price(tariff, tier, use, UseTimes.of(window)));
    }

    /** What an order of these samples will cost. */
    public static Fen quoteSamples(Tariff tariff, Tier tier, List<SampleUse> kinds) {
        return total(priceSamples(tariff, tier, kinds));
    }

    /** The exact sum of the lines. */
    public static Fen total(List<PricedLine> lines) {
        return lines.stream().map(PricedLine::amount).reduce(Fen.ZERO, Fen::plus);
    }

    /** The least multiple of the step that is not below the seconds. */
    static long roundUp(long seconds, int stepSeconds) {
        long over = seconds % stepSeconds;
        return over == 0 ? seconds : Math.addExact(seconds, stepSeconds - over);
    }

    private static LineTexts.Counted count(Basis basis, Use use) {
        if (!use.metered()) {
            return new LineTexts.Counted(
                    basis == Basis.BOOKED ? LineTexts.What.BOOKED : LineTexts.What.BOOKED_UNMETERED,
                    use.bookedSeconds());
        }
        return switch (basis) {
            case RUN -> new LineTexts.Counted(LineTexts.What.RUN, use.runSeconds());
            case ACTIVE -> new LineTexts.Counted(LineTexts.What.ACTIVE, use.activeSeconds());
            case BOOKED -> new LineTexts.Counted(LineTexts.What.BOOKED, use.bookedSeconds());
            case MAX ->
                use.activeSeconds() > use.bookedSeconds()
                        ? new LineTexts.Counted(LineTexts.What.GREATER_ACTIVE, use.activeSeconds())
                        : new LineTexts.Counted(LineTexts.What.GREATER_BOOKED, use.bookedSeconds());
        };
    }

    private static PricedLine nothing(Tariff tariff, LineTexts.Counted counted) {
        return line(
                tariff,
                LineKind.NONE,
                LineTexts.nothingZh(counted),
                LineTexts.nothingEn(counted),
                Quantity.of(0),
                "h",
                Fen.ZERO,
                Fen.ZERO);
    }

    private static void setup(Tariff tariff, Rate rate, List<PricedLine> lines) {
        if (!rate.setup().isZero()) {
            lines.add(line(
                    tariff,
                    LineKind.SETUP,
                    LineTexts.setupZh(rate.setup()),
                    LineTexts.setupEn(rate.setup()),
                    Quantity.of(1),
                    "once",
                    rate.setup(),
                    rate.setup()));
        }
    }

    private static void topUp(Tariff tariff, Rate rate, List<PricedLine> lines) {
        Fen sum = total(lines);
        if (sum.compareTo(rate.minimum()) < 0) {
            Fen missing = rate.minimum().minus(sum);
            lines.add(line(
                    tariff,
                    LineKind.MINIMUM,
                    LineTexts.minimumZh(rate.minimum(), sum, missing),
                    LineTexts.minimumEn(rate.minimum(), sum, missing),
                    Quantity.of(1),
                    "once",
                    missing,
                    missing));
        }
    }

    private static PricedLine line(
            Tariff tariff,
            LineKind kind,
            String textZh,
            String textEn,
            Quantity quantity,
            String unit,
            Fen unitPrice,
            Fen amount) {
        return new PricedLine(kind, textZh, textEn, quantity, unit, unitPrice, amount, tariff.id(), tariff.version());
    }
}
