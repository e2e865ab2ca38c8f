package io.weiyi.web;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.pricing.Basis;
import io.weiyi.pricing.NewTariff;
import io.weiyi.pricing.Rate;
import io.weiyi.pricing.Tariff;
import io.weiyi.pricing.Tier;
import io.weiyi.pricing.TimeBands;
import jakarta.ws.rs.core.MultivaluedMap;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tariff as an owner writes it (收费标准表单): prices in yuan by field and tier, such as {@code hour.COMPANY}. Prices of the
 * night and the weekend hold for all tiers or for none; empty ones mean that they cost what the day costs.
 */
public record TariffForm(Map<String, String> texts) {

    private static final List<String> PLAIN =
            List.of("validFrom", "basis", "stepSeconds", "note", "nightFrom", "nightUntil");
    private static final List<String> PRICES = List.of("hour", "night", "weekend", "sample", "setup", "minimum");
    private static final int YUAN_DIGITS_MAX = 9;

    public TariffForm {
        texts = new LinkedHashMap<>(texts);
    }

    /** What stands in a field. */
    public String of(String name) {
        return texts.getOrDefault(name, "");
    }

    /** The prices of one tier in the form. */
    public record TierRow(Tier tier, List<PriceField> fields) {}

    /** The field of one price. */
    public record PriceField(String kind, String name, String value) {}

    /** The fields of prices, tier by tier; a service item has no hours. */
    List<TierRow> rows(boolean hours) {
        List<String> kinds = hours ? PRICES : List.of("sample", "setup", "minimum");
        return Arrays.stream(Tier.values())
                .map(tier -> new TierRow(
                        tier,
                        kinds.stream()
                                .map(kind -> new PriceField(kind, kind + "." + tier.name(), price(kind, tier)))
                                .toList()))
                .toList();
    }

    /** What stands in the field of a price. */
    public String price(String kind, Tier tier) {
        return of(kind + "." + tier.name());
    }

    static TariffForm of(MultivaluedMap<String, String> sent) {
        Map<String, String> texts = new LinkedHashMap<>();
        names().forEach(name -> texts.put(name, Inputs.text(sent.getFirst(name))));
        return new TariffForm(texts);
    }

    private static Set<String> names() {
        Set<String> names = new HashSet<>(PLAIN);
        PRICES.forEach(kind -> Arrays.stream(Tier.values()).forEach(tier -> names.add(kind + "." + tier.name())));
        return names;
    }

    /** The fields of the form, for marking the wrong ones. */
    Set<String> fields() {
        return names();
    }

    /** The form for a next version that differs little from this one. */
    static TariffForm like(@Nullable Tariff tariff) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("nightFrom", "22:00");
        texts.put("nightUntil", "08:00");
        if (tariff == null) {
            texts.put("basis", Basis.ACTIVE.name());
            texts.put("stepSeconds", "1");
            return new TariffForm(texts);
        }
        texts.put("basis", tariff.basis().name());
        texts.put("stepSeconds", String.valueOf(tariff.stepSeconds()));
        TimeBands bands = tariff.bands();
        if (!bands.night().isEmpty()) {
            texts.put("nightFrom", clock(bands.nightFromMinute()));
            texts.put("nightUntil", clock(bands.nightUntilMinute()));
        }
        for (Tier tier : Tier.values()) {
            Rate rate = tariff.rate(tier);
            put(texts, "hour", tier, rate.hour());
            put(texts, "sample", tier, rate.sample());
            put(texts, "setup", tier, rate.setup());
            put(texts, "minimum", tier, rate.minimum());
            put(texts, "night", tier, bands.night().get(tier));
            put(texts, "weekend", tier, bands.weekend().get(tier));
        }
        return new TariffForm(texts);
    }

    private static String clock(int minute) {
        return LocalTime.ofSecondOfDay(minute * 60L).toString();
    }

    private static void put(Map<String, String> texts, String kind, Tier tier, @Nullable Fen price) {
        texts.put(kind + "." + tier.name(), price == null ? "" : price.toYuan().replace(",", ""));
    }

    NewTariff read(@Nullable Long instrumentId, @Nullable Long itemId, long personId, Instant now) {
        Checks checks = new Checks();
        Instant from =
                of("validFrom").isEmpty() ? now : Inputs.moment(of("validFrom")).orElse(null);
        checks.require(from != null, "validFrom", "must be a date and time");
        boolean basis = Arrays.stream(Basis.values()).anyMatch(b -> b.name().equals(of("basis")));
        checks.require(basis || instrumentId == null, "basis", "is unknown");
        boolean step = of("stepSeconds").matches("[0-9]{1,5}");
        checks.require(step || instrumentId == null, "stepSeconds", "must be a whole number");
        Map<Tier, Rate> rates = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            rates.put(
                    tier,
                    new Rate(
                            fen("setup", tier, checks),
                            fen("hour", tier, checks),
                            fen("sample", tier, checks),
                            fen("minimum", tier, checks)));
        }
        Map<Tier, Fen> night = all("night", checks);
        Map<Tier, Fen> weekend = all("weekend", checks);
        int nightFrom = night.isEmpty() ? 0 : minute("nightFrom", checks);
        int nightUntil = night.isEmpty() ? 0 : minute("nightUntil", checks);
        checks.require(night.isEmpty() || nightFrom != nightUntil, "nightUntil", "must be after the start");
        checks.orThrow();
        return new NewTariff(
                instrumentId,
                itemId,
                from == null ? now : from,
                basis ? Basis.valueOf(of("basis")) : Basis.ACTIVE,
                step ? Integer.parseInt(of("stepSeconds")) : 1,
                of("note"),
                rates,
                night.isEmpty() && weekend.isEmpty()
                        ? TimeBands.NONE
                        : new TimeBands(nightFrom, nightUntil, night, weekend),
                personId);
    }

    /** Prices for every tier, or none at all where every field is empty. */
    private Map<Tier, Fen> all(String kind, Checks checks) {
        Map<Tier, Fen> prices = new EnumMap<>(Tier.class);
        if (Arrays.stream(Tier.values()).allMatch(tier -> price(kind, tier).isEmpty())) {
            return prices;
        }
        for (Tier tier : Tier.values()) {
            checks.require(!price(kind, tier).isEmpty(), kind + "." + tier.name(), "must not be empty");
            prices.put(tier, fen(kind, tier, checks));
        }
        return prices;
    }

    private Fen fen(String kind, Tier tier, Checks checks) {
        String text = price(kind, tier);
        if (text.isEmpty()) {
            return Fen.ZERO;
        }
        if (!text.matches("[0-9]{1," + YUAN_DIGITS_MAX + "}(\\.[0-9]{1,2})?")) {
            checks.add(kind + "." + tier.name(), "must be an amount");
            return Fen.ZERO;
        }
        return Fen.of(new BigDecimal(text).movePointRight(2).longValueExact());
    }

    private int minute(String field, Checks checks) {
        try {
            LocalTime time = LocalTime.parse(of(field));
            return time.getHour() * 60 + time.getMinute();
        } catch (DateTimeParseException e) {
            checks.add(field, "must be a date and time");
            return 0;
        }
    }
}
