package io.weiyi.reporting;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Finds service items (服务事项) that can be ordered. A list takes three queries at most. */
@ApplicationScoped
public class ServiceItemSearch {

    private static final String FROM = """
             FROM service_item s
             JOIN service_channel k ON k.code = s.channel_code
             JOIN organisation o ON o.id = s.owner_id
             LEFT JOIN tariff t ON t.service_item_id = s.id AND t.valid @> :now::timestamptz
             LEFT JOIN tariff_rate r ON r.tariff_id = t.id AND r.tier = 'COMPANY'
             WHERE s.published""";

    private static final String COLUMNS = """
            SELECT s.id, s.name_zh, s.name_en, s.channel_code, k.name_zh AS channel_name, s.owner_id, o.name_zh AS owner_name,
                   s.method, s.sample_requirement, s.turnaround_days, coalesce(r.sample_fen, s.sample_fen) AS sample_fen,
                   ARRAY(SELECT x.instrument_id FROM service_item_instrument x WHERE x.service_item_id = s.id ORDER BY 1) AS instruments
            """;

    private static final String TEXT =
            "lower(concat_ws(' ', s.name_zh, s.name_en, s.method, o.name_zh, o.name_en, k.name_zh, k.name_en))";

    private final Jdbi jdbi;
    private final Clock clock;

    ServiceItemSearch(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** A page of published service items, newest first. */
    public Page<ServiceItemRow> search(ServiceItemQuery query, PageRequest page) {
        return jdbi.withHandle(handle -> search(handle, query, page));
    }

    private Page<ServiceItemRow> search(Handle handle, ServiceItemQuery query, PageRequest page) {
        StringBuilder where = new StringBuilder(FROM);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("now", clock.instant());
        List<SearchTerms.Term> terms = KnownSynonyms.terms(handle, query.text());
        for (int i = 0; i < terms.size(); i++) {
            where.append(" AND ").append(terms.get(i).condition(TEXT, "w" + i, values));
        }
        if (query.channel() != null) {
            where.append(" AND s.channel_code = :channel");
            values.put("channel", query.channel());
        }
        if (query.ownerId() != null) {
            where.append(" AND s.owner_id = :owner");
            values.put("owner", query.ownerId());
        }
        if (query.instrumentId() != null) {
            where.append(" AND EXISTS (SELECT 1 FROM service_item_instrument x WHERE x.service_item_id = s.id"
                    + " AND x.instrument_id = :instrument)");
            values.put("instrument", query.instrumentId());
        }
        long total = handle.createQuery("SELECT count(*) " + where)
                .bindMap(values)
                .mapTo(Long.class)
                .one();
        List<ServiceItemRow> rows = handle.createQuery(
                        COLUMNS + where + " ORDER BY s.id DESC LIMIT :size OFFSET :offset")
                .bindMap(values)
                .bind("size", page.size())
                .bind("offset", page.offset())
                .map((row, context) -> row(row))
                .list();
        return Page.of(rows, page, total);
    }

    /** One published service item. */
    public Optional<ServiceItemRow> find(long id) {
        Instant now = clock.instant();
        return jdbi.withHandle(handle -> handle.createQuery(COLUMNS + FROM + " AND s.id = :id")
                .bind("now", now)
                .bind("id", id)
                .map((row, context) -> row(row))
                .findOne());
    }

    /** All service channels in their order: code and name. */
    public Map<String, String> channels() {
        Map<String, String> channels = new LinkedHashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("SELECT code, name_zh FROM service_channel ORDER BY sort, code")
                .map((row, context) -> channels.put(row.getString(1), row.getString(2)))
                .list());
        return channels;
    }

    private static ServiceItemRow row(ResultSet row) throws SQLException {
        Fen sample = Fen.of(row.getLong("sample_fen"));
        return new ServiceItemRow(
                row.getLong("id"),
                row.getString("name_zh"),
                row.getString("name_en"),
                row.getString("channel_code"),
                row.getString("channel_name"),
                new InstrumentRow.Named(row.getLong("owner_id"), row.getString("owner_name")),
                row.getString("method"),
                row.getString("sample_requirement"),
                row.getInt("turnaround_days"),
                sample,
                PriceText.ofSample(sample),
                Arrays.asList((Long[]) row.getArray("instruments").getArray()));
    }
}
