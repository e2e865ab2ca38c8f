package io.weiyi.booking;

import io.weiyi.identity.Caller;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Lists of bookings within what a caller may see. */
@ApplicationScoped
class BookingRows {

    private final Jdbi jdbi;

    BookingRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Page<BookingInfo> list(Caller caller, BookingQuery query, PageRequest page) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> values = new LinkedHashMap<>();
        if (!caller.seesAll()) {
            conditions.add("(organisation_id = ANY (:members) OR provider_id = ANY (:providers))");
            values.put("members", caller.organisationIds().toArray(Long[]::new));
            values.put("providers", Access.providers(caller).toArray(Long[]::new));
        }
        add(
                conditions,
                values,
                "status = :status",
                "status",
                query.status() == null ? null : query.status().name());
        add(conditions, values, "instrument_id = :instrument", "instrument", query.instrumentId());
        // No policy allows more than 31 days, which bounds the scan of the index from below.
        add(
                conditions,
                values,
                "ends_before > :from AND starts_at > :from::timestamptz - interval '31 days'",
                "from",
                query.from());
        add(conditions, values, "starts_at < :to", "to", query.to());
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return jdbi.withHandle(handle -> {
            long total = bound(handle, "SELECT count(*) FROM booking" + where, values)
                    .mapTo(Long.class)
                    .one();
            List<BookingInfo> items = bound(
                            handle,
                            "SELECT * FROM booking" + where + " ORDER BY id DESC LIMIT :size OFFSET :offset",
                            values)
                    .bind("size", page.size())
                    .bind("offset", page.offset())
                    .map((row, context) -> info(row))
                    .list();
            return Page.of(items, page, total);
        });
    }

    private static void add(
            List<String> conditions,
            Map<String, Object> values,
            String condition,
            String name,
            @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            values.put(name, value);
        }
    }

    private static Query bound(Handle handle, String sql, Map<String, Object> values) {
        return handle.createQuery(sql).bindMap(values);
    }

    private static BookingInfo info(ResultSet row) throws SQLException {
        Fen subsidy =
                row.getObject("expected_subsidy_fen") == null ? null : Fen.of(row.getLong("expected_subsidy_fen"));
        return new BookingInfo(
                row.getLong("id"),
                row.getLong("instrument_id"),
                row.getLong("provider_id"),
                row.getLong("organisation_id"),
                row.getLong("person_id"),
                moment(row, "starts_at"),
                moment(row, "ends_before"),
                BookingMode.valueOf(row.getString("mode")),
                BookingStatus.valueOf(row.getString("status")),
                row.getString("purpose"),
                Fen.of(row.getLong("quote_fen")),
                subsidy,
                moment(row, "cancel_free_until"),
                momentOrNull(row, "approve_before"),
                momentOrNull(row, "checked_in_at"),
                momentOrNull(row, "used_from"),
                row.getBoolean("overtime"),
                moment(row, "created_at"),
                row.getInt("version"));
    }

    private static Instant moment(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant momentOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }
}
