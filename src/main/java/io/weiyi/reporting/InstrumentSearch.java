package io.weiyi.reporting;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Finds instruments (查找仪器) by words, filters and free time. A list takes three queries, one instrument two. */
@ApplicationScoped
public class InstrumentSearch {

    private static final String COLUMNS = """
            i.id, i.inner_id, i.name_zh, i.name_en, i.model, i.manufacturer, i.class_code, c.name_zh AS class_name,
            i.area_id, a.name_zh AS area_name, i.owner_id, o.name_zh AS owner_name, i.worth_fen, i.status, i.share_mode,
            i.bookable AND i.share_mode <> 'NONE' AND i.status IN ('NORMAL','SOMETIMES_FAULTY','OFTEN_FAULTY') AS bookable,
            i.metered, r.hour_fen, r.sample_fen, r.setup_fen""";

    // Firms are whom the platform is for, so theirs is the price that is shown.
    private static final String JOINS = """
             JOIN instrument_class c ON c.code = i.class_code
             JOIN area a ON a.id = i.area_id
             JOIN organisation o ON o.id = i.owner_id
             LEFT JOIN tariff t ON t.instrument_id = i.id AND t.valid @> :now::timestamptz
             LEFT JOIN tariff_rate r ON r.tariff_id = t.id AND r.tier = 'COMPANY'""";

    private static final String ONE = "SELECT " + COLUMNS
            + ", i.nation, i.began_on, i.location, i.technical, i.function_text, i.service_content, i.sample_requirement,"
            + " i.turnaround_days, i.contact_name, i.contact_phone, i.contact_email FROM instrument i\n" + JOINS
            + " WHERE i.id = :id";

    private final Jdbi jdbi;
    private final Clock clock;

    InstrumentSearch(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** A page of instruments: by relevance when words are given, else by name. */
    public Page<InstrumentRow> search(InstrumentQuery query, PageRequest page) {
        Instant now = clock.instant();
        return jdbi.withHandle(handle -> {
            InstrumentFilter filter = new InstrumentFilter(query, KnownSynonyms.terms(handle, query.text()));
            Query counted = handle.createQuery("SELECT count(*) FROM instrument i" + filter.where())
                    .bindMap(filter.values());
            // Only free time names the moment, and a query that names nothing takes no value.
            if (query.free() != null) {
                counted.bind("now", now);
            }
            long total = counted.mapTo(Long.class).one();
            List<InstrumentRow> rows = handle.createQuery("SELECT " + COLUMNS + " FROM (SELECT i.id AS found, "
                            + filter.score() + " AS score FROM instrument i" + filter.where()
                            + " ORDER BY score DESC, i.name_zh, i.id LIMIT :size OFFSET :offset) hit"
                            + " JOIN instrument i ON i.id = hit.found\n" + JOINS
                            + " ORDER BY hit.score DESC, i.name_zh, i.id")
                    .bindMap(filter.values())
                    .bind("now", now)
                    .bind("size", page.size())
                    .bind("offset", page.offset())
                    .map((row, context) -> row(row))
                    .list();
            return Page.of(rows, page, total);
        });
    }

    /** One instrument, retired ones too: old records point at them. */
    public Optional<InstrumentDetail> find(long id) {
        Instant now = clock.instant();
        return jdbi.withHandle(handle -> handle.createQuery(ONE)
                .bind("id", id)
                .bind("now", now)
                .map((row, context) -> detail(row, accessories(handle, id)))
                .findOne());
    }

    private static List<String> accessories(Handle handle, long id) {
        return handle.createQuery("SELECT name_zh, name_en, model FROM accessory WHERE instrument_id = :id ORDER BY id")
                .bind("id", id)
                .map((row, context) -> joined(row.getString(1), row.getString(2), row.getString(3)))
                .list();
    }

    /** All classes, for a filter: code and name. */
    public Map<String, String> classes() {
        Map<String, String> classes = new LinkedHashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("SELECT code, name_zh FROM instrument_class ORDER BY code")
                .map((row, context) -> classes.put(row.getString(1), row.getString(2)))
                .list());
        return classes;
    }

    private static InstrumentDetail detail(ResultSet row, List<String> accessories) throws SQLException {
        return new InstrumentDetail(
                row(row),
                row.getString("nation"),
                row.getObject("began_on", LocalDate.class),
                row.getString("location"),
                row.getString("technical"),
                row.getString("function_text"),
                row.getString("service_content"),
                accessories,
                row.getString("sample_requirement"),
                row.getInt("turnaround_days"),
                joined(row.getString("contact_name"), row.getString("contact_phone"), row.getString("contact_email")));
    }

    private static InstrumentRow row(ResultSet row) throws SQLException {
        return new InstrumentRow(
                row.getLong("id"),
                row.getString("inner_id"),
                row.getString("name_zh"),
                row.getString("name_en"),
                row.getString("model"),
                row.getString("manufacturer"),
                row.getString("class_code"),
                row.getString("class_name"),
                new InstrumentRow.Named(row.getLong("area_id"), row.getString("area_name")),
                new InstrumentRow.Named(row.getLong("owner_id"), row.getString("owner_name")),
                Fen.of(row.getLong("worth_fen")),
                row.getString("status"),
                row.getString("share_mode"),
                row.getBoolean("bookable"),
                row.getBoolean("metered"),
                PriceText.of(fen(row, "hour_fen"), fen(row, "sample_fen"), fen(row, "setup_fen")));
    }

    private static @Nullable Fen fen(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : Fen.of(value);
    }

    private static String joined(String... parts) {
        return Stream.of(parts).filter(part -> !part.isBlank()).collect(Collectors.joining(" "));
    }
}
