package io.weiyi.demo;

import io.weiyi.kernel.money.Fen;
import io.weiyi.pricing.Basis;
import io.weiyi.pricing.Rate;
import io.weiyi.pricing.Tariff;
import io.weiyi.pricing.Tier;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes what may be done and what it costs: tariffs, booking rules, opening hours, trainings and bans. */
final class RulesWriter {

    private static final long DAY_SECONDS = 86_400;

    private final Connection connection;
    private final CityPlan city;
    private final DemoIds organisations;
    private final DemoIds people;
    private final DemoIds instruments;
    private final Map<Integer, List<Tariff>> tariffs = new HashMap<>();
    private final Map<Integer, List<Tariff>> itemTariffs = new HashMap<>();

    RulesWriter(Connection connection, CityPlan city, DemoIds organisations, DemoIds people, DemoIds instruments) {
        this.connection = connection;
        this.city = city;
        this.organisations = organisations;
        this.people = people;
        this.instruments = instruments;
    }

    /** The tariffs of each instrument by its number in the plan, oldest first, as pricing reads them. */
    Map<Integer, List<Tariff>> tariffs() {
        return tariffs;
    }

    /** The same of each service item. */
    Map<Integer, List<Tariff>> itemTariffs() {
        return itemTariffs;
    }

    void write(DemoIds serviceItems) throws SQLException {
        List<Tariff> all = new ArrayList<>();
        int count = city.instruments().stream()
                        .mapToInt(i -> i.tariffs().size())
                        .sum()
                + city.serviceItems().stream().mapToInt(i -> i.tariffs().size()).sum();
        DemoIds ids = DemoIds.reserve(connection, "tariff", count);
        for (DemoInstrument instrument : city.instruments()) {
            List<Tariff> own = new ArrayList<>();
            for (DemoTariff tariff : instrument.tariffs()) {
                own.add(tariff(ids.of(all.size() + own.size()), tariff, instruments.of(instrument.no()), 0));
            }
            tariffs.put(instrument.no(), List.copyOf(own));
            all.addAll(own);
        }
        for (DemoServiceItem item : city.serviceItems()) {
            List<Tariff> own = new ArrayList<>();
            for (DemoTariff tariff : item.tariffs()) {
                own.add(tariff(ids.of(all.size() + own.size()), tariff, 0, serviceItems.of(item.no())));
            }
            itemTariffs.put(item.no(), List.copyOf(own));
            all.addAll(own);
        }
        tariffRows(all);
        policies();
        openingHours();
        trainings();
        bans();
    }

    private static Tariff tariff(long id, DemoTariff tariff, long instrumentId, long itemId) {
        return new Tariff(
                id,
                tariff.version(),
                instrumentId == 0 ? null : instrumentId,
                itemId == 0 ? null : itemId,
                tariff.validFrom(),
                tariff.validBefore().orElse(null),
                Basis.valueOf(tariff.basis()),
                tariff.stepSeconds(),
                "",
                Map.of(
                        Tier.INTERNAL, rate(tariff.internal()),
                        Tier.EXTERNAL, rate(tariff.external()),
                        Tier.COMPANY, rate(tariff.company())));
    }

    private static Rate rate(DemoTariff.Rate rate) {
        return new Rate(
                Fen.of(rate.setUpFen()), Fen.of(rate.hourFen()), Fen.of(rate.sampleFen()), Fen.of(rate.minimumFen()));
    }

    private void tariffRows(List<Tariff> all) throws SQLException {
        try (CopyTable table = new CopyTable(
                connection,
                "tariff",
                "id, instrument_id, service_item_id, version, valid, basis, step_seconds, note, created_at")) {
            for (Tariff t : all) {
                table.row(
                        t.id(),
                        t.instrumentId(),
                        t.serviceItemId(),
                        t.version(),
                        CopyTable.range(t.validFrom(), t.validUntil()),
                        t.basis(),
                        t.stepSeconds(),
                        t.note(),
                        t.validFrom());
            }
        }
        try (CopyTable table = new CopyTable(
                connection, "tariff_rate", "tariff_id, tier, setup_fen, hour_fen, sample_fen, minimum_fen")) {
            for (Tariff t : all) {
                for (Tier tier : Tier.values()) {
                    Rate rate = t.rate(tier);
                    table.row(
                            t.id(),
                            tier,
                            rate.setup().value(),
                            rate.hour().value(),
                            rate.sample().value(),
                            rate.minimum().value());
                }
            }
        }
    }

    private void policies() throws SQLException {
        Instant since = city.times().historyStart();
        try (CopyTable table = new CopyTable(
                connection,
                "booking_policy",
                "instrument_id, valid, approval, training_required, step_minutes, min_minutes, max_minutes, lead_minutes,"
                        + " horizon_days, buffer_before_minutes, buffer_after_minutes, cancel_free_minutes,"
                        + " no_show_grace_minutes")) {
            for (DemoInstrument i : city.instruments()) {
                DemoRules rules = i.rules();
                table.row(
                        instruments.of(i.no()),
                        CopyTable.range(since, null),
                        rules.approval(),
                        rules.trainingRequired(),
                        rules.stepMinutes(),
                        rules.minMinutes(),
                        rules.maxMinutes(),
                        rules.leadMinutes(),
                        rules.horizonDays(),
                        rules.bufferBeforeMinutes(),
                        rules.bufferAfterMinutes(),
                        rules.cancelFreeMinutes(),
                        rules.noShowGraceMinutes());
            }
        }
    }

    private void openingHours() throws SQLException {
        try (CopyTable table =
                new CopyTable(connection, "opening_hours", "instrument_id, weekday, opens_minute, closes_minute")) {
            for (DemoInstrument i : city.instruments()) {
                for (OpeningPattern.Opening opening : i.rules().opening().openings()) {
                    table.row(instruments.of(i.no()), opening.weekday(), opening.opensMinute(), opening.closesMinute());
                }
            }
        }
    }

    private void trainings() throws SQLException {
        try (CopyTable table =
                new CopyTable(connection, "training", "person_id, instrument_id, granted_at, expires_at, granted_by")) {
            for (DemoTraining t : city.history().trainings()) {
                int manager = city.instruments().get(t.instrument()).contact();
                table.row(
                        people.of(t.person()),
                        instruments.of(t.instrument()),
                        t.grantedAt(),
                        t.expiresAt(),
                        people.of(manager));
            }
            // The first firm's administrator is trained on the instrument that asks for it; the second one's is not.
            int trained = 0;
            while (!city.instruments().get(trained).innerId().equals("DEMO-TRAINED")) {
                trained++;
            }
            table.row(
                    people.of(city.people().chiefOf(OrganisationPlan.FIRM_A)),
                    instruments.of(trained),
                    city.times().historyStart(),
                    null,
                    people.of(city.people().chiefOf(OrganisationPlan.OWNER_P)));
        }
    }

    /** A few people who did not come too often. */
    private void bans() throws SQLException {
        Draw draw = Draw.stream("bans");
        Instant now = city.times().now();
        try (CopyTable table =
                new CopyTable(connection, "ban", "person_id, owner_id, starts_at, ends_before, reason")) {
            for (int i = 0; i < 14; i++) {
                int firm = draw.pick(city.people().bookingFirms());
                int owner = draw.pick(city.instruments()).owner();
                Instant starts = now.minusSeconds(draw.between(DAY_SECONDS, 40 * DAY_SECONDS));
                table.row(
                        people.of(city.people().chiefOf(firm)),
                        draw.chance(700) ? organisations.of(owner) : null,
                        starts,
                        starts.plusSeconds(30 * DAY_SECONDS),
                        "365天内累计爽约3次");
            }
        }
    }
}
