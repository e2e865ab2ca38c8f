package io.weiyi.agent.link;

import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.reading.Cause;
import io.weiyi.agent.reading.ReadingFormat;
import io.weiyi.agent.reading.ReadingType;
import io.weiyi.agent.reading.SeqRange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the server will not have. No ack passes a refused reading, so that it has to be declared lost by a signed marker;
 * otherwise everything behind it would be sent for ever.
 */
final class Refusals {
    private static final System.Logger LOG = System.getLogger(Refusals.class.getName());
    /** Refusals come in flocks; one marker serves neighbours. */
    private static final long GATHER_MILLIS = 1_000;
    /**
     * A manager may put right which instruments belong to a device; so long the readings of one instrument wait for it. It is
     * counted by instrument and not by reading, so that a long backlog is not held up once for each window of it. What is
     * then declared lost lies in the server's quarantine.
     */
    private static final long WRONG_DEVICE_PATIENCE_MILLIS = 600_000;

    private static final int REMEMBERED_MAX = 1_000;

    private final Journal journal;
    private final Chain chain;
    private final TreeSet<Long> lost = new TreeSet<>();
    private final Deque<Long> urgent = new ArrayDeque<>();
    private final Set<Long> urgentSent = new HashSet<>();
    private final Map<Long, Long> refusedSince = new HashMap<>();
    private final Map<String, Long> foreignSince = new HashMap<>();
    private long declareAt = Long.MAX_VALUE;

    Refusals(Journal journal, Chain chain) {
        this.journal = journal;
        this.chain = chain;
    }

    /** What the courier has to do about a refusal. */
    enum Reaction {
        NOTHING,
        ASK_FOR_HEAD,
        HOLD
    }

    Reaction refused(AckMessage.Refused refused, long now) {
        long seq = refused.seq();
        if (seq <= journal.ackedSeq()
                || seq > journal.durableSeq()
                || journal.gapOver(seq).isPresent()) {
            return Reaction.NOTHING;
        }
        LOG.log(System.Logger.Level.WARNING, "the server refused reading {0}: {1}", seq, printable(refused.code()));
        return switch (refused.code()) {
            case "bad-signature", "malformed", "too-big" -> {
                lost(seq, now);
                yield Reaction.NOTHING;
            }
            case "wrong-device" -> {
                if (foreignSince(seq, now) + WRONG_DEVICE_PATIENCE_MILLIS <= now) {
                    lost(seq, now);
                }
                yield Reaction.NOTHING;
            }
            case "seq-conflict" -> conflict(seq, now);
            case "revoked" -> Reaction.HOLD;
            default -> Reaction.NOTHING;
        };
    }

    /**
     * The server has another reading under this seq. If our histories part, its head says so. If they do not, it holds one
     * that came from us before our journal was put back: ours then goes again under a new seq.
     */
    private Reaction conflict(long seq, long now) {
        if (since(seq, now) == now) {
            return Reaction.ASK_FOR_HEAD;
        }
        if (!isGapMarker(seq)) {
            chain.repeat(seq);
            lost(seq, now);
        }
        return Reaction.NOTHING;
    }

    private long since(long seq, long now) {
        if (refusedSince.size() >= REMEMBERED_MAX) {
            refusedSince.clear();
        }
        return refusedSince.computeIfAbsent(seq, s -> now);
    }

    /** Since when the server holds the instrument of a reading not to be ours. */
    private long foreignSince(long seq, long now) {
        return journal.jws(seq)
                .map(jws -> ReadingFormat.ofJws(jws).content().instrument())
                .map(instrument -> foreignSince.computeIfAbsent(instrument, i -> now))
                .orElse(now);
    }

    /** The server took a reading: its instrument is ours again. */
    private void taken(long seq) {
        if (!foreignSince.isEmpty() && journal.gapOver(seq).isEmpty()) {
            journal.jws(seq)
                    .map(jws -> ReadingFormat.ofJws(jws).content())
                    .filter(content -> content.type() != ReadingType.MARKER)
                    .ifPresent(content -> foreignSince.remove(content.instrument()));
        }
    }

    /** A refused gap marker is not declared lost by another one: that would never end. It is just sent again. */
    private void lost(long seq, long now) {
        if (isGapMarker(seq)) {
            return;
        }
        lost.add(seq);
        declareAt = Math.min(declareAt, now + GATHER_MILLIS);
    }

    private boolean isGapMarker(long seq) {
        return journal.jws(seq)
                .filter(jws -> ReadingFormat.ofJws(jws).content().isMarker(Cause.GAP))
                .isPresent();
    }

    /** Declares what was gathered, one marker for each run of neighbours. */
    void declare(long now) {
        if (now < declareAt) {
            return;
        }
        declareAt = Long.MAX_VALUE;
        while (!lost.isEmpty()) {
            long from = lost.pollFirst();
            long to = from;
            while (!lost.isEmpty() && lost.first() == to + 1) {
                to = lost.pollFirst();
            }
            urge(chain.declareLost(new SeqRange(from, to)));
        }
    }

    long nextAt() {
        return declareAt;
    }

    /** Puts a marker before everything else. */
    void urge(long markerSeq) {
        if (!urgent.contains(markerSeq) && !urgentSent.contains(markerSeq)) {
            urgent.add(markerSeq);
        }
    }

    /** What was sent out of turn may have to go again. */
    void startOver() {
        urgentSent.clear();
    }

    OptionalLong urgent() {
        return urgent.isEmpty() ? OptionalLong.empty() : OptionalLong.of(urgent.peek());
    }

    void urgentSent() {
        urgentSent.add(urgent.remove());
    }

    void acked(long seq) {
        taken(seq);
        lost.headSet(seq, true).clear();
        urgent.removeIf(marker -> marker <= seq);
        urgentSent.removeIf(marker -> marker <= seq);
        refusedSince.keySet().removeIf(refused -> refused <= seq);
    }

    void clear() {
        lost.clear();
        urgent.clear();
        urgentSent.clear();
        refusedSince.clear();
        declareAt = Long.MAX_VALUE;
    }

    private static String printable(String code) {
        String text = code.replaceAll("[^a-zA-Z0-9-]", "?");
        return text.length() > 40 ? text.substring(0, 40) : text;
    }
}
