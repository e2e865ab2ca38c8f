package io.weiyi.metering;

import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.metering.UsageSessions.SessionFilter;
import io.weiyi.metering.UsageSessions.SessionView;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads of usage sessions, each with the right to see them in its WHERE. */
@ApplicationScoped
class SessionQueries {

    private static final String COLUMNS = """
            u.id, u.sid, u.instrument_id, u.booking_id, u.device_id, u.started_at, u.ended_at, u.run_seconds,
            u.active_seconds, u.idle_seconds, u.source, u.status, u.verification, u.flags""";

    /** Billing lies above this room; its table is read here and nowhere written, as the charge's id is all there is to it. */
    private static final String CHARGE = """
            (SELECT c.id FROM charge c
              WHERE c.live AND ((c.subject_kind = 'BOOKING' AND c.subject_id = u.booking_id)
                             OR (c.subject_kind = 'SESSION' AND c.subject_id = u.id))
              ORDER BY c.id DESC LIMIT 1) AS charge_id""";

    /** What the person at the PC said last of why this session has no booking. */
    private static final String WHY = """
            (SELECT c.notes FROM control_reading c
              WHERE c.sid = u.sid AND c.device_id = u.device_id AND c.instrument_id = u.instrument_id AND c.what = 'why'
              ORDER BY c.seq DESC LIMIT 1)""";

    /** The same of a person who scanned the instrument's label. */
    private static final String SAID = """
            (SELECT m.note FROM manual_session m
              WHERE m.sid = u.sid AND u.source = 'MANUAL' AND u.booking_id IS NULL AND m.origin = 'SCAN')""";

    private static final String FILED =
            "(SELECT f.kind FROM session_filing f WHERE f.session_id = u.id ORDER BY f.id DESC LIMIT 1) AS filed_as";

    private static final String SHOWN = "SELECT " + COLUMNS + ", " + CHARGE + ", " + WHY
            + " ->> 'why' AS why, coalesce(" + WHY + " ->> 'text', " + SAID + ") AS why_text, " + FILED;

    private static final String FROM = " FROM usage_session u";

    private final Jdbi jdbi;

    SessionQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    List<SessionInfo> ofBooking(long bookingId) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT " + COLUMNS
                        + " FROM usage_session u WHERE u.booking_id = :id AND u.status <> 'ADJUSTED'"
                        + " ORDER BY u.started_at, u.id")
                .bind("id", bookingId)
                .map((row, context) -> session(row))
                .list());
    }

    Optional<SessionInfo> running(long instrumentId) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT " + COLUMNS
                        + " FROM usage_session u WHERE u.instrument_id = :id AND u.status = 'OPEN'"
                        + " ORDER BY u.started_at DESC, u.id DESC LIMIT 1")
                .bind("id", instrumentId)
                .map((row, context) -> session(row))
                .findOne());
    }

    Optional<SessionView> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(SHOWN + FROM + " WHERE u.id = :id")
                .bind("id", id)
                .map((row, context) -> view(row))
                .findOne());
    }

    Optional<SessionView> find(Caller caller, long id) {
        Condition condition = visible(caller);
        condition.and("u.id = :id", "id", id);
        return jdbi.withHandle(handle -> condition
                .query(handle, SHOWN + FROM, "")
                .map((row, context) -> view(row))
                .findOne());
    }

    Page<SessionView> list(Caller caller, SessionFilter filter, PageRequest page) {
        Condition condition = visible(caller);
        condition.and("u.instrument_id = :instrument", "instrument", filter.instrumentId());
        condition.and("u.booking_id = :booking", "booking", filter.bookingId());
        condition.and("u.started_at < :until", "until", filter.until());
        condition.and("(u.ended_at > :from OR u.ended_at IS NULL)", "from", filter.from());
        return jdbi.withHandle(handle -> {
            long total = condition
                    .query(handle, "SELECT count(*)" + FROM, "")
                    .mapTo(Long.class)
                    .one();
            List<SessionView> rows = condition
                    .query(handle, SHOWN + FROM, " ORDER BY u.started_at DESC, u.id DESC LIMIT :size OFFSET :offset")
                    .bind("size", page.size())
                    .bind("offset", page.offset())
                    .map((row, context) -> view(row))
                    .list();
            return Page.of(rows, page, total);
        });
    }

    /** A firm sees the use of its bookings, an owner that of its instruments, an office that of its area. */
    private static Condition visible(Caller caller) {
        Condition condition = new Condition();
        if (!caller.seesAll()) {
            Arms arms = new Arms();
            arms.add("u.organisation_id = ANY (:firms)", "firms", caller.organisationIds());
            arms.add(
                    "u.owner_id = ANY (:owners)",
                    "owners",
                    caller.organisationsAs(Role.INSTRUMENT_MANAGER, Role.OPERATOR, Role.PROVIDER_FINANCE));
            arms.add(
                    "u.instrument_id IN (SELECT i.id FROM instrument i WHERE i.area_id = ANY (:areas))",
                    "areas",
                    caller.areaIds());
            condition.bind(arms.either(), arms.values);
        }
        return condition;
    }

    private static SessionView view(ResultSet row) throws SQLException {
        return new SessionView(
                session(row),
                row.getObject("charge_id", Long.class),
                row.getString("why"),
                row.getString("why_text"),
                row.getString("filed_as"));
    }

    private static SessionInfo session(ResultSet row) throws SQLException {
        Array flags = row.getArray("flags");
        return new SessionInfo(
                row.getLong("id"),
                row.getString("sid"),
                row.getLong("instrument_id"),
                row.getObject("booking_id", Long.class),
                row.getString("device_id"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                DeviceRows.instant(row, "ended_at"),
                row.getLong("run_seconds"),
                row.getLong("active_seconds"),
                row.getLong("idle_seconds"),
                row.getString("source"),
                row.getString("status"),
                row.getString("verification"),
                List.of((String[]) flags.getArray()));
    }

    /** What a caller may see by any of several titles; a title of nobody is left out, or it would spoil the plan. */
    private static final class Arms {

        private final List<String> parts = new ArrayList<>();
        private final Map<String, Object> values = new LinkedHashMap<>();

        void add(String part, String name, Collection<Long> ids) {
            if (!ids.isEmpty()) {
                parts.add(part);
                values.put(name, ids.toArray(Long[]::new));
            }
        }

        String either() {
            return parts.isEmpty() ? "false" : "(" + String.join(" OR ", parts) + ")";
        }
    }

    /** Conditions joined by AND, with their values. */
    private static final class Condition {

        private final List<String> parts = new ArrayList<>();
        private final Map<String, Object> values = new LinkedHashMap<>();

        void bind(String part, Map<String, ?> bound) {
            parts.add(part);
            values.putAll(bound);
        }

        void and(String part, String name, @Nullable Object value) {
            if (value != null) {
                parts.add(part);
                values.put(name, value);
            }
        }

        Query query(Handle handle, String head, String tail) {
            String where = parts.isEmpty() ? "" : " WHERE " + String.join(" AND ", parts);
            Query query = handle.createQuery(head + where + tail);
            values.forEach((name, value) -> {
                if (value instanceof Long[] array) {
                    query.bindArray(name, Long.class, (Object[]) array);
                } else {
                    query.bind(name, value);
                }
            });
            return query;
        }
    }
}
