package io.weiyi.notification;

import io.weiyi.identity.Caller;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** The notices of whoever is signed in. */
@ApplicationScoped
public class Notices {

    private final Jdbi jdbi;
    private final Clock clock;

    Notices(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** The caller's notices, newest first. */
    public Page<Notice> of(Caller caller, PageRequest request) {
        return jdbi.withHandle(handle -> {
            List<Notice> items = handle.createQuery("""
                            SELECT id, body, created_at, read_at IS NOT NULL FROM outbox
                             WHERE person_id = :person AND channel = 'APP' ORDER BY id DESC LIMIT :size OFFSET :offset""")
                    .bind("person", caller.personId())
                    .bind("size", request.size())
                    .bind("offset", request.offset())
                    .map((row, context) -> new Notice(
                            row.getLong(1),
                            row.getString(2),
                            row.getTimestamp(3).toInstant(),
                            row.getBoolean(4)))
                    .list();
            return Page.of(items, request, count(caller, ""));
        });
    }

    /** How many of them the caller has not seen yet. */
    public long unread(Caller caller) {
        return count(caller, "AND read_at IS NULL");
    }

    private long count(Caller caller, String which) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT count(*) FROM outbox WHERE person_id = :person AND channel = 'APP' " + which)
                .bind("person", caller.personId())
                .mapTo(Long.class)
                .one());
    }

    /** The caller has seen everything up to this notice. */
    @Transactional
    public void seen(Caller caller, long upToId) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE outbox SET read_at = :now
                         WHERE person_id = :person AND channel = 'APP' AND id <= :id AND read_at IS NULL""")
                .bind("now", clock.instant())
                .bind("person", caller.personId())
                .bind("id", upToId)
                .execute());
    }
}
