package io.weiyi.reporting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** What a page shows of each thing that a search found, in both languages; the order is the search's. */
@ApplicationScoped
public class SearchCards {

    private final Jdbi jdbi;
    private final Clock clock;

    SearchCards(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** An instrument found; the prices are those of firms. */
    public record Instrument(
            long id,
            String nameZh,
            String nameEn,
            String model,
            String manufacturer,
            String ownerZh,
            String ownerEn,
            String areaZh,
            String areaEn,
            String classZh,
            String classEn,
            String status,
            boolean bookable,
            boolean metered,
            String about,
            @Nullable Long hourFen,
            @Nullable Long sampleFen) {}

    /** A service item found. */
    public record Item(
            long id,
            String nameZh,
            String nameEn,
            String ownerZh,
            String ownerEn,
            String areaZh,
            String areaEn,
            String channelZh,
            String channelEn,
            String method,
            String sampleRequirement,
            int turnaroundDays,
            long sampleFen) {}

    /** A service channel to choose from. */
    public record Channel(String code, String nameZh, String nameEn) {}

    /** What can be ordered: a service item, or samples for an instrument. */
    public record Orderable(
            String nameZh,
            String nameEn,
            String ownerZh,
            String ownerEn,
            String sampleRequirement,
            int turnaroundDays,
            @Nullable Long sampleFen) {}

    /** The instruments with these ids, in this order. */
    public List<Instrument> instruments(List<Long> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<Instrument> found = jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT i.id, i.name_zh, i.name_en, i.model, i.manufacturer, o.name_zh AS owner_zh, o.name_en AS owner_en,
                               a.name_zh AS area_zh, a.name_en AS area_en, c.name_zh AS class_zh, c.name_en AS class_en,
                               i.status, i.bookable AND i.share_mode <> 'NONE' AS bookable, i.metered,
                               i.function_text AS about, r.hour_fen, r.sample_fen
                          FROM instrument i JOIN organisation o ON o.id = i.owner_id JOIN area a ON a.id = i.area_id
                          JOIN instrument_class c ON c.code = i.class_code
                          LEFT JOIN tariff t ON t.instrument_id = i.id AND t.valid @> :now::timestamptz
                          LEFT JOIN tariff_rate r ON r.tariff_id = t.id AND r.tier = 'COMPANY'
                         WHERE i.id IN (<ids>)""")
                .bindList("ids", ids)
                .bind("now", clock.instant())
                .map(ConstructorMapper.of(Instrument.class))
                .list());
        return inOrder(ids, found, Instrument::id);
    }

    /** The service items with these ids, in this order. */
    public List<Item> items(List<Long> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<Item> found = jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT s.id, s.name_zh, s.name_en, o.name_zh AS owner_zh, o.name_en AS owner_en, a.name_zh AS area_zh,
                               a.name_en AS area_en, k.name_zh AS channel_zh, k.name_en AS channel_en, s.method,
                               s.sample_requirement, s.turnaround_days, coalesce(r.sample_fen, s.sample_fen) AS sample_fen
                          FROM service_item s JOIN organisation o ON o.id = s.owner_id JOIN area a ON a.id = o.area_id
                          JOIN service_channel k ON k.code = s.channel_code
                          LEFT JOIN tariff t ON t.service_item_id = s.id AND t.valid @> :now::timestamptz
                          LEFT JOIN tariff_rate r ON r.tariff_id = t.id AND r.tier = 'COMPANY'
                         WHERE s.id IN (<ids>)""")
                .bindList("ids", ids)
                .bind("now", clock.instant())
                .map(ConstructorMapper.of(Item.class))
                .list());
        return inOrder(ids, found, Item::id);
    }

    private static <T> List<T> inOrder(List<Long> ids, List<T> found, ToLongFunction<T> id) {
        Map<Long, T> byId = found.stream().collect(Collectors.toMap(id::applyAsLong, Function.identity()));
        return ids.stream().map(byId::get).filter(Objects::nonNull).toList();
    }

    /** All service channels in their order. */
    public List<Channel> channels() {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT code, name_zh, name_en FROM service_channel ORDER BY sort, code")
                        .map(ConstructorMapper.of(Channel.class))
                        .list());
    }

    /** What an order for samples of this instrument would be for; null when there is none that takes any. */
    public @Nullable Orderable instrument(long id) {
        return orderable("""
                SELECT i.name_zh, i.name_en, o.name_zh AS owner_zh, o.name_en AS owner_en, i.sample_requirement,
                       i.turnaround_days, r.sample_fen
                  FROM instrument i JOIN organisation o ON o.id = i.owner_id
                  LEFT JOIN tariff t ON t.instrument_id = i.id AND t.valid @> :now::timestamptz
                  LEFT JOIN tariff_rate r ON r.tariff_id = t.id AND r.tier = 'COMPANY'
                 WHERE i.id = :id AND i.status <> 'RETIRED'""", id);
    }

    /** What an order of this service item would be for; null when it is not offered. */
    public @Nullable Orderable item(long id) {
        return orderable("""
                SELECT s.name_zh, s.name_en, o.name_zh AS owner_zh, o.name_en AS owner_en, s.sample_requirement,
                       s.turnaround_days, coalesce(r.sample_fen, s.sample_fen) AS sample_fen
                  FROM service_item s JOIN organisation o ON o.id = s.owner_id
                  LEFT JOIN tariff t ON t.service_item_id = s.id AND t.valid @> :now::timestamptz
                  LEFT JOIN tariff_rate r ON r.tariff_id = t.id AND r.tier = 'COMPANY'
                 WHERE s.id = :id AND s.published""", id);
    }

    private @Nullable Orderable orderable(String sql, long id) {
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind("id", id)
                .bind("now", clock.instant())
                .map(ConstructorMapper.of(Orderable.class))
                .findOne()
                .orElse(null));
    }
}
