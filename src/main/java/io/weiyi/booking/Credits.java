package io.weiyi.booking;

import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Appeals against what counts against people (信用申诉): the person speaks, the owner's manager decides. */
@ApplicationScoped
public class Credits {

    private static final int WORDS_MAX = 1000;

    private final Jdbi jdbi;
    private final Audit audit;
    private final Clock clock;

    Credits(Jdbi jdbi, Audit audit, Clock clock) {
        this.jdbi = jdbi;
        this.audit = audit;
        this.clock = clock;
    }

    private record Entry(long personId, long organisationId, long ownerId, boolean voided) {}

    /** Says something against an entry of one's own, once. */
    @Transactional
    public void appeal(Caller caller, long entryId, String words) {
        Entry entry = entry(entryId)
                .filter(found -> found.personId() == caller.personId())
                .orElseThrow(Problem::notFound);
        Checks checks = new Checks();
        String said = checks.text(words, "words", WORDS_MAX);
        checks.orThrow();
        if (entry.voided()) {
            throw Problem.illegalTransition("The entry no longer counts.");
        }
        int filed = jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO credit_appeal (entry_id, words, filed_at) VALUES (:entry, :words, :now)
                        ON CONFLICT ON CONSTRAINT credit_appeal_once DO NOTHING""")
                .bind("entry", entryId)
                .bind("words", said)
                .bind("now", clock.instant())
                .execute());
        if (filed == 0) {
            throw Problem.illegalTransition("An appeal against this entry was made already.");
        }
        record("credit.appeal", entryId, entry, Map.of());
    }

    /** The owner's manager grants an appeal, which strikes the entry, or turns it down; once. */
    @Transactional
    public void decide(Caller caller, long entryId, boolean granted, String answer) {
        Entry entry = entry(entryId)
                .filter(found -> caller.hasIn(Role.INSTRUMENT_MANAGER, found.ownerId()))
                .orElseThrow(Problem::notFound);
        Checks checks = new Checks();
        String said = checks.optionalText(answer, "answer", WORDS_MAX);
        checks.orThrow();
        Instant now = clock.instant();
        int decided = jdbi.withHandle(handle -> handle.createUpdate("""
                        UPDATE credit_appeal SET decided_by = :by, decided_at = :now, granted = :granted, answer = :answer
                         WHERE entry_id = :entry AND decided_at IS NULL""")
                .bind("by", caller.personId())
                .bind("now", now)
                .bind("granted", granted)
                .bind("answer", said)
                .bind("entry", entryId)
                .execute());
        if (decided == 0) {
            throw Problem.illegalTransition("No appeal against this entry waits for a decision.");
        }
        if (granted) {
            jdbi.useHandle(handle -> handle.createUpdate("""
                            INSERT INTO credit_void (entry_id, cause, voided_by, voided_at) VALUES (:entry, 'APPEAL', :by, :now)
                            ON CONFLICT DO NOTHING""")
                    .bind("entry", entryId)
                    .bind("by", caller.personId())
                    .bind("now", now)
                    .execute());
        }
        record("credit.decide", entryId, entry, Map.of("granted", granted));
    }

    private Optional<Entry> entry(long entryId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT e.person_id, e.organisation_id, e.owner_id,
                               EXISTS (SELECT 1 FROM credit_void v WHERE v.entry_id = e.id)
                          FROM credit_entry e WHERE e.id = :id""")
                .bind("id", entryId)
                .map((row, context) -> new Entry(row.getLong(1), row.getLong(2), row.getLong(3), row.getBoolean(4)))
                .findOne());
    }

    private void record(String action, long entryId, Entry entry, Map<String, Object> details) {
        audit.record(action, "credit-entry", String.valueOf(entryId), entry.organisationId(), details);
    }
}
