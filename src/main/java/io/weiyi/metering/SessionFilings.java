package io.weiyi.metering;

import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * Files unbooked use (归类): the owner's own teaching and research, and what keeps an instrument going. A filing never changes
 * the session and is never changed; a later one takes its place.
 */
@ApplicationScoped
public class SessionFilings {

    /** So many sessions are filed at once at most. */
    public static final int SESSIONS_MAX = 500;

    private final Jdbi jdbi;
    private final Audit audit;
    private final Clock clock;

    SessionFilings(Jdbi jdbi, Audit audit, Clock clock) {
        this.jdbi = jdbi;
        this.audit = audit;
        this.clock = clock;
    }

    /** What unbooked use was for. */
    public enum Kind {
        TEACHING,
        RESEARCH,
        MAINTENANCE,
        CALIBRATION,
        TRAINING
    }

    private record Filed(long id, long ownerId, boolean booked, String status) {}

    /** Files sessions of the caller's instruments, all of them or none. */
    @Transactional
    public void file(Caller caller, List<Long> sessions, @Nullable String kind) {
        Checks checks = new Checks();
        boolean known = Arrays.stream(Kind.values()).anyMatch(one -> one.name().equals(kind));
        String all = Arrays.stream(Kind.values()).map(Enum::name).collect(Collectors.joining(", "));
        checks.require(known, "kind", "must be one of " + all);
        checks.require(
                !sessions.isEmpty() && sessions.size() <= SESSIONS_MAX,
                "sessionIds",
                "must be 1 to " + SESSIONS_MAX + " sessions");
        checks.orThrow();
        Map<Long, Filed> found = locked(sessions);
        for (int i = 0; i < sessions.size(); i++) {
            Filed it = found.get(sessions.get(i));
            String field = "sessionIds[" + i + "]";
            boolean own = it != null
                    && (caller.hasIn(Role.INSTRUMENT_MANAGER, it.ownerId())
                            || caller.hasIn(Role.OPERATOR, it.ownerId()));
            if (it == null || !own) {
                checks.add(field, "is unknown");
            } else {
                checks.require(!it.booked(), field, "belongs to a booking");
                checks.require(!it.status().equals("OPEN"), field, "is still open");
                checks.require(!it.status().equals("ADJUSTED"), field, "was replaced by a correction");
            }
        }
        checks.orThrow();
        write(caller, found, String.valueOf(kind));
    }

    private void write(Caller caller, Map<Long, Filed> sessions, String kind) {
        Instant now = clock.instant();
        jdbi.useHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch(
                    "INSERT INTO session_filing (session_id, kind, filed_by, filed_at) VALUES (:session, :kind, :by, :now)");
            sessions.keySet().stream()
                    .sorted()
                    .forEach(id -> batch.bind("session", id)
                            .bind("kind", kind)
                            .bind("by", caller.personId())
                            .bind("now", now)
                            .add());
            batch.execute();
        });
        Map<Long, List<Long>> byOwner = sessions.values().stream()
                .collect(Collectors.groupingBy(Filed::ownerId, Collectors.mapping(Filed::id, Collectors.toList())));
        byOwner.forEach((owner, ids) -> audit.record(
                "session.file",
                "usage-session",
                ids.size() == 1 ? ids.get(0).toString() : "many",
                owner,
                Map.of("kind", kind, "sessionIds", ids)));
    }

    private Map<Long, Filed> locked(List<Long> sessions) {
        Map<Long, Filed> found = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        SELECT id, owner_id, booking_id IS NOT NULL, status FROM usage_session
                         WHERE id = ANY (:ids) ORDER BY id FOR UPDATE""")
                .bindArray("ids", Long.class, sessions.toArray())
                .map((row, context) -> found.put(
                        row.getLong(1), new Filed(row.getLong(1), row.getLong(2), row.getBoolean(3), row.getString(4))))
                .list());
        return found;
    }
}
