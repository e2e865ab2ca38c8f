package io.weiyi.metering;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Draws the course of a session from its readings, raw or packed. */
@ApplicationScoped
class SessionCourses {

    /** A device says at least hourly that it is alive; a little more is no silence yet. */
    private static final Duration SILENCE = Duration.ofMinutes(65);

    /** So many readings before and after the session are looked at for when the device was on. */
    private static final int AROUND = 120;

    private final Jdbi jdbi;
    private final EvidenceFacts facts;
    private final EvidenceRows rows;

    SessionCourses(Jdbi jdbi, EvidenceFacts facts, EvidenceRows rows) {
        this.jdbi = jdbi;
        this.facts = facts;
        this.rows = rows;
    }

    SessionCourse of(long session) {
        EvidenceFacts.Facts known = facts.of(session);
        EvidenceRows.Key key = known.key();
        Long first = known.firstSeq();
        Long last = known.lastSeq();
        if (key == null || first == null || last == null) {
            return new SessionCourse(List.of(), List.of());
        }
        List<EvidenceItem.Signed> told = Evidence.own(known, rows.chain(key)).stream()
                .filter(EvidenceItem::ofSession)
                .map(EvidenceItem::signed)
                .filter(java.util.Objects::nonNull)
                .filter(signed -> signed.type().startsWith("session."))
                .toList();
        return new SessionCourse(use(told), powered(heard(key.device(), first - AROUND, last + AROUND)));
    }

    private static List<SessionCourse.Piece> use(List<EvidenceItem.Signed> told) {
        List<SessionCourse.Piece> pieces = new ArrayList<>();
        for (int i = 1; i < told.size(); i++) {
            EvidenceItem.Signed before = told.get(i - 1);
            EvidenceItem.Signed now = told.get(i);
            long run = now.run() - before.run();
            long active = now.active() - before.active();
            if (run <= 0 || active < 0 || active > run || !now.at().isAfter(before.at())) {
                continue;
            }
            Duration length = Duration.between(before.at(), now.at());
            Instant turn = before.at().plusMillis(length.toMillis() * active / run);
            add(pieces, "ACTIVE", before.at(), turn);
            add(pieces, "IDLE", turn, now.at());
        }
        return pieces;
    }

    private static void add(List<SessionCourse.Piece> pieces, String kind, Instant from, Instant until) {
        if (!until.isAfter(from)) {
            return;
        }
        SessionCourse.Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
        if (last != null && last.kind().equals(kind) && last.until().equals(from)) {
            pieces.set(pieces.size() - 1, new SessionCourse.Piece(kind, last.from(), until));
        } else {
            pieces.add(new SessionCourse.Piece(kind, from, until));
        }
    }

    private static List<SessionCourse.Piece> powered(List<Instant> heard) {
        List<SessionCourse.Piece> pieces = new ArrayList<>();
        for (Instant at : heard) {
            SessionCourse.Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
            if (last != null && !last.until().plus(SILENCE).isBefore(at)) {
                pieces.set(pieces.size() - 1, new SessionCourse.Piece("POWERED", last.from(), at));
            } else {
                pieces.add(new SessionCourse.Piece("POWERED", at, at));
            }
        }
        return pieces;
    }

    private List<Instant> heard(String device, long from, long until) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT at FROM raw_reading WHERE device_id = :device AND seq BETWEEN :from AND :until ORDER BY at""")
                .bind("device", device)
                .bind("from", from)
                .bind("until", until)
                .map((row, context) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .list());
    }
}
