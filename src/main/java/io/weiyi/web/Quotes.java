package io.weiyi.web;

import io.weiyi.booking.BookingPreview;
import io.weiyi.booking.Bookings;
import io.weiyi.booking.NewBooking;
import io.weiyi.booking.RefusalReason;
import io.weiyi.booking.RefusedRule;
import io.weiyi.identity.Caller;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import io.weiyi.pricing.LineKind;
import io.weiyi.pricing.PricedLine;
import io.weiyi.pricing.Pricing;
import io.weiyi.pricing.Rate;
import io.weiyi.pricing.Tariff;
import io.weiyi.pricing.Tariffs;
import io.weiyi.pricing.Tier;
import io.weiyi.pricing.Use;
import io.weiyi.pricing.UseTimes;
import io.weiyi.reporting.OrganisationReport;
import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a booking would cost, before it is confirmed (预估费用), and the prices it follows from. */
@RequestScoped
class Quotes {

    private final Bookings bookings;
    private final Tariffs tariffs;
    private final OrganisationReport organisations;
    private final Frame frame;
    private final Refusals refusals;

    Quotes(Bookings bookings, Tariffs tariffs, OrganisationReport organisations, Frame frame, Refusals refusals) {
        this.bookings = bookings;
        this.tariffs = tariffs;
        this.organisations = organisations;
        this.frame = frame;
        this.refusals = refusals;
    }

    /** A quote as it is shown; when the booking would be refused, why. */
    public record Quote(
            String span,
            long totalFen,
            List<String> lines,
            @Nullable Long subsidyFen,
            boolean approval,
            @Nullable String refusal) {

        static Quote refused(String why) {
            return new Quote("", 0, List.of(), null, false, why);
        }
    }

    /** The prices of an instrument, tier by tier. */
    public record Prices(
            String basis, int stepSeconds, int version, Instant validFrom, String nightText, List<PriceRow> rows) {}

    /** The prices of one tier; the reader's own is marked. */
    public record PriceRow(
            String tier,
            boolean mine,
            long hourFen,
            @Nullable Long nightFen,
            @Nullable Long weekendFen,
            long sampleFen,
            long setupFen,
            long minimumFen) {}

    /** The quote for what stands in the form; null while times are missing. */
    @Nullable
    Quote of(Caller caller, long instrumentId, long ownerId, BookingForm form) {
        if (!form.isFilled()) {
            return null;
        }
        NewBooking wanted;
        BookingPreview preview;
        try {
            wanted = form.read(instrumentId);
            preview = bookings.preview(caller, wanted);
        } catch (Problem problem) {
            FormErrors errors = refusals.of(problem, Set.of("startsAt", "endsBefore", "purpose"));
            return Quote.refused(
                    errors.byField().isEmpty()
                            ? errors.heading()
                            : errors.byField().values().iterator().next());
        }
        RefusalReason refusal = preview.refusal();
        WhyWords why = frame.words(WhyWords.class);
        if (refusal != null) {
            return Quote.refused(why.reason(refusal.code()) + said(preview));
        }
        if (preview.taken()) {
            return Quote.refused(why.overlap() + said(preview));
        }
        TimeWindow window = wanted.window();
        List<String> lines = lines(caller, instrumentId, ownerId, window);
        Fen subsidy = preview.expectedSubsidy();
        return new Quote(
                Formats.span(window.startsAt(), window.endsBefore()),
                preview.quote().value(),
                lines,
                subsidy == null ? null : subsidy.value(),
                preview.needsApproval(),
                null);
    }

    /** The rule with its value, and the nearest time that would do. */
    private String said(BookingPreview preview) {
        RefusedRule rule = preview.rule();
        String value = rule == null ? null : rule.value();
        String told = rule == null || value == null ? "" : " " + RuleText.of(frame, rule.name(), value);
        return preview.nearest().stream()
                .findFirst()
                .map(near -> told + " " + frame.words(WhyWords.class).nearest() + NearestText.of(near))
                .orElse(told);
    }

    private List<String> lines(Caller caller, long instrumentId, long ownerId, TimeWindow window) {
        Optional<Tariff> tariff = tariffs.instrumentTariffAt(instrumentId, window.startsAt());
        Tier tier = tier(caller, ownerId);
        if (tariff.isEmpty() || tier == null) {
            return List.of();
        }
        List<PricedLine> lines =
                Pricing.price(tariff.get(), tier, Use.unmetered(window.length().toSeconds()), UseTimes.of(window));
        return lines.stream()
                .map(line -> frame.name(line.textZh(), line.textEn()))
                .toList();
    }

    /** The time is told as what it is expected to be; how it will be counted is known only after the use. */
    private String text(PricedLine line) {
        return line.kind() == LineKind.USE
                ? frame.words(FindWords.class)
                        .quoteUse(
                                line.quantity().toString(),
                                frame.money(line.unitPrice().value()))
                : frame.name(line.textZh(), line.textEn());
    }

    @Nullable
    Tier tier(Caller caller, long ownerId) {
        Long own = caller.organisationId();
        if (own == null) {
            return null;
        }
        return organisations
                .find(own)
                .map(row -> Tier.of(ownerId, own, row.kind()))
                .orElse(null);
    }

    /** The prices that hold now; null when none are published. */
    @Nullable
    Prices prices(long instrumentId, long ownerId, Instant now) {
        Tier mine = frame.who().map(caller -> tier(caller, ownerId)).orElse(null);
        return tariffs.instrumentTariffAt(instrumentId, now)
                .map(tariff -> new Prices(
                        tariff.basis().name(),
                        tariff.stepSeconds(),
                        tariff.version(),
                        tariff.validFrom(),
                        clock(tariff.bands().nightFromMinute()) + "–"
                                + clock(tariff.bands().nightUntilMinute()),
                        rows(tariff, mine)))
                .orElse(null);
    }

    private static String clock(int minute) {
        return LocalTime.ofSecondOfDay(minute * 60L).toString();
    }

    private static @Nullable Long fen(@Nullable Fen price) {
        return price == null ? null : price.value();
    }

    private static List<PriceRow> rows(Tariff tariff, @Nullable Tier mine) {
        Map<Tier, Rate> rates = tariff.rates();
        return Arrays.stream(Tier.values())
                .map(tier -> {
                    var rate = Objects.requireNonNull(rates.get(tier));
                    return new PriceRow(
                            tier.name(),
                            tier == mine,
                            rate.hour().value(),
                            fen(tariff.bands().night().get(tier)),
                            fen(tariff.bands().weekend().get(tier)),
                            rate.sample().value(),
                            rate.setup().value(),
                            rate.minimum().value());
                })
                .toList();
    }
}
