package io.weiyi.pricing;

import io.weiyi.kernel.money.Fen;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The tariff tables in plain SQL: a tariff is a fact, only its end is ever set. */
@ApplicationScoped
class TariffRows {

    private static final String SELECT = """
            SELECT t.id, t.version, t.instrument_id, t.service_item_id, lower(t.valid) AS valid_from,
                   upper(t.valid) AS valid_until, t.basis, t.step_seconds, t.note,
                   t.night_from_minute, t.night_until_minute,
                   r.tier, r.setup_fen, r.hour_fen, r.sample_fen, r.minimum_fen, r.night_hour_fen, r.weekend_hour_fen
              FROM tariff t JOIN tariff_rate r ON r.tariff_id = t.id
            """;

    private final Jdbi jdbi;

    TariffRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Optional<Tariff> at(TariffSubject subject, Instant at) {
        return jdbi.withHandle(handle -> read(handle.createQuery(
                                SELECT + "WHERE t." + subject.column() + " = :subject AND t.valid @> :at::timestamptz")
                        .bind("subject", subject.id())
                        .bind("at", at))
                .stream()
                .findFirst());
    }

    List<Tariff> all(TariffSubject subject) {
        return jdbi.withHandle(handle ->
                read(handle.createQuery(SELECT + "WHERE t." + subject.column() + " = :subject ORDER BY t.version DESC")
                        .bind("subject", subject.id())));
    }

    Optional<Tariff> find(long id) {
        return jdbi.withHandle(
                handle -> read(handle.createQuery(SELECT + "WHERE t.id = :id").bind("id", id)).stream()
                        .findFirst());
    }

    /** Holds the subject until the end of the transaction, so that two new versions come one after the other. */
    boolean lock(TariffSubject subject) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT 1 FROM " + subject.kind() + " WHERE id = :id FOR NO KEY UPDATE")
                        .bind("id", subject.id())
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent());
    }

    void end(long id, Instant until) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "UPDATE tariff SET valid = tstzrange(lower(valid), :until) WHERE id = :id")
                .bind("id", id)
                .bind("until", until)
                .execute());
    }

    Tariff insert(NewTariff wanted, TariffSubject subject, int version, @Nullable Instant until, Instant now) {
        return jdbi.withHandle(handle -> {
            long id = handle.createQuery("""
                            INSERT INTO tariff (instrument_id, service_item_id, version, valid, basis, step_seconds, note,
                                                night_from_minute, night_until_minute, created_at, created_by)
                            VALUES (:instrument, :item, :version, tstzrange(:from, :until::timestamptz), :basis, :step, :note,
                                    :nightFrom::smallint, :nightUntil::smallint, :now, :by)
                            RETURNING id""")
                    .bind("instrument", wanted.instrumentId())
                    .bind("item", wanted.serviceItemId())
                    .bind("version", version)
                    .bind("from", wanted.validFrom())
                    .bind("until", until)
                    .bind("basis", wanted.basis().name())
                    .bind("step", wanted.stepSeconds())
                    .bind("note", wanted.note())
                    .bind(
                            "nightFrom",
                            wanted.bands().night().isEmpty()
                                    ? null
                                    : wanted.bands().nightFromMinute())
                    .bind(
                            "nightUntil",
                            wanted.bands().night().isEmpty()
                                    ? null
                                    : wanted.bands().nightUntilMinute())
                    .bind("now", now)
                    .bind("by", wanted.createdBy())
                    .mapTo(Long.class)
                    .one();
            wanted.rates()
                    .forEach((tier, rate) -> handle.createUpdate("""
                            INSERT INTO tariff_rate (tariff_id, tier, setup_fen, hour_fen, sample_fen, minimum_fen,
                                                     night_hour_fen, weekend_hour_fen)
                            VALUES (:id, :tier, :setup, :hour, :sample, :minimum, :night, :weekend)""")
                            .bind("id", id)
                            .bind("tier", tier.name())
                            .bind("setup", rate.setup().value())
                            .bind("hour", rate.hour().value())
                            .bind("sample", rate.sample().value())
                            .bind("minimum", rate.minimum().value())
                            .bind("night", fen(wanted.bands().night().get(tier)))
                            .bind("weekend", fen(wanted.bands().weekend().get(tier)))
                            .execute());
            return new Tariff(
                    id,
                    version,
                    wanted.instrumentId(),
                    wanted.serviceItemId(),
                    wanted.validFrom(),
                    until,
                    wanted.basis(),
                    wanted.stepSeconds(),
                    wanted.note(),
                    wanted.rates(),
                    wanted.bands());
        });
    }

    private static @Nullable Long fen(@Nullable Fen price) {
        return price == null ? null : price.value();
    }

    private static List<Tariff> read(Query query) {
        Map<Long, List<RateRow>> byTariff = new LinkedHashMap<>();
        query.map((row, context) -> RateRow.of(row))
                .forEach(row -> byTariff.computeIfAbsent(row.tariffId(), id -> new ArrayList<>())
                        .add(row));
        return byTariff.values().stream().map(TariffRows::tariff).toList();
    }

    private static Tariff tariff(List<RateRow> rows) {
        Map<Tier, Rate> rates = new EnumMap<>(Tier.class);
        Map<Tier, Fen> night = new EnumMap<>(Tier.class);
        Map<Tier, Fen> weekend = new EnumMap<>(Tier.class);
        for (RateRow row : rows) {
            rates.put(row.tier(), row.rate());
            Long nightFen = row.nightFen();
            if (nightFen != null) {
                night.put(row.tier(), Fen.of(nightFen));
            }
            Long weekendFen = row.weekendFen();
            if (weekendFen != null) {
                weekend.put(row.tier(), Fen.of(weekendFen));
            }
        }
        RateRow first = rows.get(0);
        TimeBands bands = night.isEmpty() && weekend.isEmpty()
                ? TimeBands.NONE
                : new TimeBands(first.nightFrom(), first.nightUntil(), night, weekend);
        return new Tariff(
                first.tariffId(),
                first.version(),
                first.instrumentId(),
                first.serviceItemId(),
                first.validFrom(),
                first.validUntil(),
                first.basis(),
                first.stepSeconds(),
                first.note(),
                rates,
                bands);
    }

    private record RateRow(
            long tariffId,
            int version,
            @Nullable Long instrumentId,
            @Nullable Long serviceItemId,
            Instant validFrom,
            @Nullable Instant validUntil,
            Basis basis,
            int stepSeconds,
            String note,
            Tier tier,
            Rate rate,
            int nightFrom,
            int nightUntil,
            @Nullable Long nightFen,
            @Nullable Long weekendFen) {

        static RateRow of(ResultSet row) throws SQLException {
            OffsetDateTime until = row.getObject("valid_until", OffsetDateTime.class);
            return new RateRow(
                    row.getLong("id"),
                    row.getInt("version"),
                    row.getObject("instrument_id", Long.class),
                    row.getObject("service_item_id", Long.class),
                    row.getObject("valid_from", OffsetDateTime.class).toInstant(),
                    until == null ? null : until.toInstant(),
                    Basis.valueOf(row.getString("basis")),
                    row.getInt("step_seconds"),
                    row.getString("note"),
                    Tier.valueOf(row.getString("tier")),
                    new Rate(
                            Fen.of(row.getLong("setup_fen")),
                            Fen.of(row.getLong("hour_fen")),
                            Fen.of(row.getLong("sample_fen")),
                            Fen.of(row.getLong("minimum_fen"))),
                    row.getInt("night_from_minute"),
                    row.getInt("night_until_minute"),
                    row.getObject("night_hour_fen", Long.class),
                    row.getObject("weekend_hour_fen", Long.class));
        }
    }
}
