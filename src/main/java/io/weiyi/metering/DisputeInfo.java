package io.weiyi.metering;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dispute (异议) about a session with all that was said in it.
 *
 * @param side who opened it: FIRM or OWNER
 * @param answerBefore until when the other side should have answered
 * @param decideBefore until when two persons should have decided
 * @param entries what followed, oldest first
 */
public record DisputeInfo(
        long id,
        long sessionId,
        String side,
        long openedById,
        String openedBy,
        Instant openedAt,
        String reason,
        Instant answerBefore,
        Instant decideBefore,
        List<Entry> entries) {

    public DisputeInfo {
        entries = List.copyOf(entries);
    }

    /** OPEN until the other side answered, then ANSWERED; DECIDED or WITHDRAWN when it is over. */
    public String status() {
        if (entries.stream().anyMatch(entry -> entry.kind().equals("DECISION"))) {
            return "DECIDED";
        }
        if (entries.stream().anyMatch(entry -> entry.kind().equals("WITHDRAWAL"))) {
            return "WITHDRAWN";
        }
        boolean answered = entries.stream()
                .anyMatch(
                        entry -> entry.kind().equals("ANSWER") && !entry.side().equals(side));
        return answered ? "ANSWERED" : "OPEN";
    }

    public boolean isOver() {
        return status().equals("DECIDED") || status().equals("WITHDRAWN");
    }

    /** The decision that waits for a second person. */
    public @Nullable Entry proposal() {
        Entry last = null;
        for (Entry entry : entries) {
            last = entry.kind().equals("PROPOSAL") ? entry : last;
        }
        return isOver() ? null : last;
    }

    /**
     * Something that was said or done in it.
     *
     * @param kind ANSWER, PROPOSAL, DECISION or WITHDRAWAL
     * @param side of the person: FIRM, OWNER or OFFICE
     * @param manager whether the person decides for the owner or an office, and not only for the instrument's crew
     * @param outcome UPHOLD or ADJUST, of a proposal or decision
     * @param activeSeconds as adjusted
     * @param idleSeconds as adjusted
     */
    public record Entry(
            String kind,
            String side,
            boolean manager,
            long personId,
            String person,
            Instant at,
            String text,
            @Nullable String outcome,
            @Nullable Long activeSeconds,
            @Nullable Long idleSeconds) {

        boolean says(Decision decision) {
            return decision.outcome().equals(outcome)
                    && java.util.Objects.equals(decision.activeSeconds(), activeSeconds)
                    && java.util.Objects.equals(decision.idleSeconds(), idleSeconds);
        }
    }

    /**
     * What somebody wants to decide.
     *
     * @param outcome UPHOLD leaves the figures, ADJUST replaces them
     */
    public record Decision(
            String outcome,
            @Nullable Long activeSeconds,
            @Nullable Long idleSeconds,
            String note) {}
}
