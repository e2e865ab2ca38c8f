package io.weiyi.voucher;

import io.weiyi.kernel.audit.Audit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Moves claims along the table and writes down each step, with its audit entry, in the transaction of the decision. */
@ApplicationScoped
class ClaimHistory {

    private static final Duration CORRECTION = Duration.ofDays(30);

    private final Jdbi jdbi;
    private final ClaimRows rows;
    private final RulePacks packs;
    private final Audit audit;
    private final Event<ClaimChanged> changed;

    ClaimHistory(Jdbi jdbi, ClaimRows rows, RulePacks packs, Audit audit, Event<ClaimChanged> changed) {
        this.jdbi = jdbi;
        this.rows = rows;
        this.packs = packs;
        this.audit = audit;
        this.changed = changed;
    }

    /** Who takes a step: as what, and which person, if any. */
    record By(ClaimActor actor, @Nullable Long personId) {

        static final By SYSTEM = new By(ClaimActor.SYSTEM, null);
    }

    /** One legal step; an illegal one is a fault of the program here, since callers have asked before. */
    ClaimStatus step(
            ClaimInfo claim,
            ClaimStatus from,
            ClaimMove move,
            By by,
            String note,
            @Nullable Long subsidyFen,
            Instant now) {
        ClaimMoves.Edge edge = ClaimMoves.edge(from, move)
                .filter(found -> found.actors().contains(by.actor()))
                .orElseThrow(() -> new IllegalStateException(
                        "claim " + claim.id() + " that is " + from + " does not allow " + move + " by " + by));
        rows.status(claim.id(), edge.to(), due(claim, edge.to(), now), now);
        closeRequests(claim.id(), now);
        note(claim.id(), move, from, edge.to(), by, note, subsidyFen, now);
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("from", from.name());
        detail.put("to", edge.to().name());
        detail.put("as", by.actor().name());
        detail.put("note", note);
        if (subsidyFen != null) {
            detail.put("subsidyFen", subsidyFen);
        }
        audit.record(
                "claim." + move.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                "claim",
                Long.toString(claim.id()),
                claim.applicantId(),
                detail);
        changed.fire(new ClaimChanged(claim.id(), from, edge.to(), now));
        return edge.to();
    }

    void note(
            long claimId,
            ClaimMove move,
            @Nullable ClaimStatus from,
            ClaimStatus to,
            By by,
            String note,
            @Nullable Long subsidyFen,
            Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO claim_event (claim_id, move, from_status, to_status, person_id, actor, note, subsidy_fen, at)
                        VALUES (:claim, :move, :from, :to, :person, :actor, :note, :fen, :now)""")
                .bind("claim", claimId)
                .bind("move", move.name())
                .bind("from", from == null ? null : from.name())
                .bind("to", to.name())
                .bind("person", by.personId())
                .bind("actor", by.actor().name())
                .bind("note", note)
                .bind("fen", subsidyFen)
                .bind("now", now)
                .execute());
    }

    private @Nullable Instant due(ClaimInfo claim, ClaimStatus status, Instant now) {
        return switch (status) {
            case SUBMITTED, PROVIDER_CONFIRMED, DISTRICT_REVIEW, CITY_REVIEW, PROVINCE_REVIEW, OBJECTED ->
                now.plus(Duration.ofDays(claim.lines().stream()
                        .mapToInt(line ->
                                packs.get(line.packCode(), line.packVersion()).daysOfReview())
                        .min()
                        .orElse(0)));
            case RETURNED -> now.plus(CORRECTION);
            default -> null;
        };
    }

    List<ClaimStep> of(long claimId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT e.move, e.from_status, e.to_status, e.person_id, p.display_name, e.actor, e.note, e.subsidy_fen, e.at
                          FROM claim_event e LEFT JOIN person p ON p.id = e.person_id WHERE e.claim_id = :id ORDER BY e.id""")
                .bind("id", claimId)
                .map((row, context) -> new ClaimStep(
                        ClaimMove.valueOf(row.getString(1)),
                        row.getString(2) == null ? null : ClaimStatus.valueOf(row.getString(2)),
                        ClaimStatus.valueOf(row.getString(3)),
                        row.getObject(4, Long.class),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getObject(8, Long.class),
                        ClaimRows.instant(row, "at")))
                .list());
    }

    /** Who has asked for this two-person step and still waits for a second person. */
    Optional<Long> requestedBy(long claimId, ClaimMove move) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT requested_by FROM claim_request WHERE claim_id = :claim AND move = :move AND done_at IS NULL")
                .bind("claim", claimId)
                .bind("move", move.name())
                .mapTo(Long.class)
                .findOne());
    }

    void request(ClaimInfo claim, ClaimMove move, long personId, String note, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO claim_request (claim_id, move, requested_by, requested_at, note)
                        VALUES (:claim, :move, :person, :now, :note)""")
                .bind("claim", claim.id())
                .bind("move", move.name())
                .bind("person", personId)
                .bind("now", now)
                .bind("note", note)
                .execute());
        audit.record(
                "claim.request-" + move.name().toLowerCase(java.util.Locale.ROOT),
                "claim",
                Long.toString(claim.id()),
                claim.applicantId(),
                Map.of("note", note));
    }

    /** Where an office decides by two persons, the first one's approval is noted and the second one's counts. */
    boolean secondStep(ClaimInfo claim, By by, String note, Instant now) {
        long person = Objects.requireNonNull(by.personId());
        Long first = requestedBy(claim.id(), ClaimMove.APPROVE).orElse(null);
        if (first == null) {
            request(claim, ClaimMove.APPROVE, person, note, now);
            note(claim.id(), ClaimMove.APPROVE, claim.status(), claim.status(), by, note, null, now);
            return false;
        }
        if (first == person) {
            throw ClaimAccess.secondPerson("You approved this yourself; in this office a second person has to.");
        }
        requestDone(claim.id(), ClaimMove.APPROVE, person, now);
        return true;
    }

    /** What one person asked for in a state that is over is not carried out by a second one in another. */
    private void closeRequests(long claimId, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "UPDATE claim_request SET done_at = :now WHERE claim_id = :claim AND done_at IS NULL")
                .bind("now", now)
                .bind("claim", claimId)
                .execute());
    }

    void requestDone(long claimId, ClaimMove move, long personId, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE claim_request SET done_by = :person, done_at = :now
                         WHERE claim_id = :claim AND move = :move AND done_at IS NULL""")
                .bind("person", personId)
                .bind("now", now)
                .bind("claim", claimId)
                .bind("move", move.name())
                .execute());
    }
}
