package io.weiyi.reporting;

import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** All devices at a glance (终端总览): how many are in which state, and a list that can be filtered. */
@ApplicationScoped
public class FleetReport {

    /** The states to filter by; a device may be in several of them. */
    public static final Set<String> STATES =
            Set.of("online", "offline", "silent", "skewed", "broken", "behind", "refused", "cloned", "revoked");

    private static final int SEARCH_CHARS_MAX = 60;

    private final Jdbi jdbi;

    FleetReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Which devices.
     *
     * @param owners whose, null for everybody's
     * @param owner one of the owners, null for all of them
     * @param state one of {@link #STATES}, or empty
     * @param search part of the device's id or host, or of the name or number of an instrument
     */
    public record Filter(
            @Nullable Collection<Long> owners, @Nullable Long owner, String state, String search) {

        public Filter {
            state = STATES.contains(state) ? state : "";
            search = search.strip();
            search = search.length() > SEARCH_CHARS_MAX ? search.substring(0, SEARCH_CHARS_MAX) : search;
        }
    }

    /** How many devices are in which state; revoked ones are in no other. */
    public record Counts(
            long active,
            long online,
            long offline,
            long silent,
            long skewed,
            long broken,
            long behind,
            long refused,
            long cloned,
            long revoked) {

        /** The figure of one state. */
        public long of(String state) {
            return switch (state) {
                case "online" -> online;
                case "offline" -> offline;
                case "silent" -> silent;
                case "skewed" -> skewed;
                case "broken" -> broken;
                case "behind" -> behind;
                case "refused" -> refused;
                case "cloned" -> cloned;
                case "revoked" -> revoked;
                default -> active + revoked;
            };
        }
    }

    /** A device with the names of its instruments, joined by a separator. */
    public record Row(
            String id,
            long ownerId,
            String ownerZh,
            String ownerEn,
            String hostname,
            String agentVersion,
            String status,
            boolean online,
            @Nullable Instant lastSeenAt,
            @Nullable Long skewMs,
            boolean cloned,
            boolean simulated,
            boolean silent,
            boolean skewed,
            boolean broken,
            long lastSeq,
            long pending,
            @Nullable Long journalBytes,
            @Nullable Long journalLimitBytes,
            long quarantined,
            @Nullable String instrumentsZh,
            @Nullable String instrumentsEn) {}

    /** An owner of devices to choose from. */
    public record Owner(long id, String nameZh, String nameEn) {}

    /** An alert about a device, over when it has an end. */
    public record Incident(
            String kind,
            Instant since,
            Instant openedAt,
            @Nullable Instant closedAt) {}

    /** So many readings on their way are no lag yet. */
    private static final String PENDING =
            "greatest(coalesce(d.pending, 0), coalesce(h.max_seq, 0) - coalesce(h.last_seq, 0))";

    private static final String FROM = """
              FROM device d
              LEFT JOIN device_head h ON h.device_id = d.id
              LEFT JOIN (SELECT device_id, bool_or(kind = 'SILENT') AS silent, bool_or(kind = 'SKEW') AS skewed,
                                bool_or(kind = 'CHAIN') AS broken
                           FROM device_incident WHERE closed_at IS NULL GROUP BY device_id) a ON a.device_id = d.id
            """;

    private static String condition(String state) {
        return switch (state) {
            case "online" -> "d.status = 'ACTIVE' AND d.online";
            case "offline" -> "d.status = 'ACTIVE' AND NOT d.online";
            case "silent" -> "d.status = 'ACTIVE' AND a.silent";
            case "skewed" -> "d.status = 'ACTIVE' AND a.skewed";
            case "broken" -> "d.status = 'ACTIVE' AND a.broken";
            case "behind" -> "d.status = 'ACTIVE' AND " + PENDING + " > 100";
            case "refused" -> "d.status = 'ACTIVE' AND h.quarantined > 0";
            case "cloned" -> "d.status = 'ACTIVE' AND d.cloned";
            case "revoked" -> "d.status = 'REVOKED'";
            default -> "true";
        };
    }

    /** The figures of what the filter lets through, its state left aside. */
    public Counts counts(Filter filter) {
        StringBuilder select = new StringBuilder("SELECT count(*) FILTER (WHERE d.status = 'ACTIVE') AS active");
        STATES.forEach(state -> select.append(", count(*) FILTER (WHERE ")
                .append(condition(state))
                .append(") AS ")
                .append(state));
        return jdbi.withHandle(handle -> bind(handle.createQuery(select + FROM + where(filter, false)), filter)
                .map(ConstructorMapper.of(Counts.class))
                .one());
    }

    /** A page of devices: those with something wrong first, then by id. */
    public Page<Row> page(Filter filter, Counts counts, PageRequest page) {
        List<Row> rows = jdbi.withHandle(handle -> bind(
                        handle.createQuery("""
                                WITH chosen AS (
                                    SELECT d.*, coalesce(a.silent, false) AS silent, coalesce(a.skewed, false) AS skewed,
                                           coalesce(a.broken, false) AS broken, coalesce(h.last_seq, 0) AS last_seq,
                                           coalesce(h.quarantined, 0) AS quarantined, """ + PENDING + " AS behind" + FROM + where(filter, true) + """
                                     ORDER BY d.status, (coalesce(a.silent, false) OR coalesce(a.skewed, false) OR coalesce(a.broken, false) OR d.cloned) DESC, d.id
                                     LIMIT :size OFFSET :offset)
                                SELECT s.id, s.owner_id, o.name_zh AS owner_zh, o.name_en AS owner_en, s.hostname, s.agent_version,
                                       s.status, s.online, s.last_seen_at, s.skew_ms, s.cloned, s.simulated, s.silent, s.skewed, s.broken,
                                       s.last_seq, s.behind AS pending, s.journal_bytes, s.journal_limit_bytes, s.quarantined,
                                       n.zh AS instruments_zh, n.en AS instruments_en
                                  FROM chosen s JOIN organisation o ON o.id = s.owner_id
                                  LEFT JOIN LATERAL (
                                      SELECT string_agg(i.name_zh, '、' ORDER BY i.id) AS zh, string_agg(i.name_en, ', ' ORDER BY i.id) AS en
                                        FROM device_instrument w JOIN instrument i ON i.id = w.instrument_id
                                       WHERE w.device_id = s.id AND w.until IS NULL) n ON true
                                 ORDER BY s.status, (s.silent OR s.skewed OR s.broken OR s.cloned) DESC, s.id"""), filter)
                .bind("size", page.size())
                .bind("offset", page.offset())
                .map(ConstructorMapper.of(Row.class))
                .list());
        return Page.of(rows, page, counts.of(filter.state()));
    }

    private static String where(Filter filter, boolean withState) {
        List<String> conditions = new ArrayList<>();
        if (filter.owners() != null) {
            conditions.add("d.owner_id = ANY (:owners)");
        }
        if (filter.owner() != null) {
            conditions.add("d.owner_id = :owner");
        }
        if (!filter.search().isEmpty()) {
            conditions.add("""
                    (d.id ILIKE :search OR d.hostname ILIKE :search OR EXISTS (
                        SELECT 1 FROM device_instrument w JOIN instrument i ON i.id = w.instrument_id
                         WHERE w.device_id = d.id AND w.until IS NULL
                           AND (i.name_zh ILIKE :search OR i.name_en ILIKE :search OR i.inner_id ILIKE :search)))""");
        }
        if (withState && !filter.state().isEmpty()) {
            conditions.add(condition(filter.state()));
        }
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    private static Query bind(Query query, Filter filter) {
        if (filter.owners() != null) {
            query.bindArray("owners", Long.class, filter.owners().toArray());
        }
        if (filter.owner() != null) {
            query.bind("owner", filter.owner());
        }
        if (!filter.search().isEmpty()) {
            String literal = filter.search().replaceAll("([\\\\%_])", "\\\\$1");
            query.bind("search", "%" + literal + "%");
        }
        return query;
    }

    /** Everybody who has devices, by name. */
    public List<Owner> owners() {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        SELECT o.id, o.name_zh, o.name_en FROM organisation o
                         WHERE o.id IN (SELECT owner_id FROM device) ORDER BY o.name_zh, o.id""").map(ConstructorMapper.of(Owner.class)).list());
    }

    /** The last alerts about a device, open ones first. */
    public List<Incident> incidents(String deviceId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT kind, since, opened_at, closed_at FROM device_incident
                         WHERE device_id = :id ORDER BY closed_at IS NOT NULL, id DESC LIMIT 20""")
                .bind("id", deviceId)
                .map(ConstructorMapper.of(Incident.class))
                .list());
    }
}
