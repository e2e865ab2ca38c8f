package io.weiyi.booking;

import io.weiyi.catalog.Catalogue;
import io.weiyi.identity.Caller;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/**
 * Drafts (预约草稿): what somebody means to book while they wait to be let into their firm. Whether the rules allow it, and
 * whether the time is free, is asked only when it is booked.
 */
@ApplicationScoped
public class BookingDrafts {

    private static final int DRAFTS_MAX = 20;

    private final Jdbi jdbi;
    private final Catalogue catalogue;
    private final Clock clock;

    BookingDrafts(Jdbi jdbi, Catalogue catalogue, Clock clock) {
        this.jdbi = jdbi;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /**
     * Keeps a draft for whoever is signed in, member of a firm or not.
     *
     * @return its id
     */
    @Transactional
    public long save(Caller caller, NewBooking wanted) {
        if (catalogue.find(wanted.instrumentId()).isEmpty()) {
            throw Problem.validation("instrumentId", "is unknown");
        }
        if (of(caller).size() >= DRAFTS_MAX) {
            throw Problem.validation("draft", "cannot be kept: you have " + DRAFTS_MAX + " already");
        }
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO booking_draft (person_id, instrument_id, starts_at, ends_before, mode, purpose, created_at)
                        VALUES (:person, :instrument, :starts, :ends, :mode, :purpose, :now) RETURNING id""")
                .bind("person", caller.personId())
                .bind("instrument", wanted.instrumentId())
                .bind("starts", wanted.window().startsAt())
                .bind("ends", wanted.window().endsBefore())
                .bind("mode", wanted.mode().name())
                .bind("purpose", wanted.purpose())
                .bind("now", clock.instant())
                .mapTo(Long.class)
                .one());
    }

    /** The caller's drafts, newest first. */
    public List<BookingDraft> of(Caller caller) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT d.id, d.instrument_id, i.name_zh, i.name_en, d.starts_at, d.ends_before, d.mode, d.purpose
                          FROM booking_draft d JOIN instrument i ON i.id = d.instrument_id
                         WHERE d.person_id = :person ORDER BY d.id DESC LIMIT :most""")
                .bind("person", caller.personId())
                .bind("most", DRAFTS_MAX)
                .map((row, context) -> new BookingDraft(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        new TimeWindow(
                                row.getTimestamp(5).toInstant(),
                                row.getTimestamp(6).toInstant()),
                        BookingMode.valueOf(row.getString(7)),
                        row.getString(8)))
                .list());
    }

    /** Drops one of the caller's drafts; anybody else's is not found. */
    @Transactional
    public void drop(Caller caller, long draftId) {
        int dropped = jdbi.withHandle(
                handle -> handle.createUpdate("DELETE FROM booking_draft WHERE id = :id AND person_id = :person")
                        .bind("id", draftId)
                        .bind("person", caller.personId())
                        .execute());
        if (dropped == 0) {
            throw Problem.notFound();
        }
    }
}
