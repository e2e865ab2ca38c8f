package io.weiyi.agent.link;

import io.weiyi.agent.journal.Journal;
import java.time.Clock;
import java.util.Optional;

/** What we and the server agree on having: follows acks forward, back, and to another history. */
final class Agreement {
    private static final System.Logger LOG = System.getLogger(Agreement.class.getName());
    /** Acks may overtake one another; a lower one counts when no higher one follows for so long. */
    private static final long REWIND_WAIT_MILLIS = 5_000;

    private final Journal journal;
    private final Chain chain;
    private final Clock wall;
    private long rewindTo = -1;
    private long rewindAt = Long.MAX_VALUE;

    Agreement(Journal journal, Chain chain, Clock wall) {
        this.journal = journal;
        this.chain = chain;
        this.wall = wall;
    }

    /** What an ack has changed. */
    enum Change {
        NOTHING,
        /** The server has more of ours than before. */
        PROGRESS,
        /** Where to send from is another place now. */
        START_OVER
    }

    Change take(AckMessage.Ack ack, boolean retained, long now) {
        if (ack.seq() <= journal.lastSeq() && sameHistory(ack)) {
            return agree(ack.seq(), retained, now);
        }
        if (ack.seq() > 0 && ack.head().isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "an ack for {0} without a head says nothing", ack.seq());
            return Change.NOTHING;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "the server knows another history up to {0}; going on after it with a restore marker",
                ack.seq());
        chain.restoreAfter(ack.seq(), ack.head());
        forget();
        return Change.START_OVER;
    }

    private boolean sameHistory(AckMessage.Ack ack) {
        Optional<String> own = journal.hash(ack.seq());
        if (own.isEmpty()) {
            // Trimmed away; it was acked once.
            return ack.seq() < journal.firstSeq();
        }
        // Of a lost reading the server has no hash that it could name.
        boolean nothingToCompare =
                ack.head().isEmpty() || journal.gapOver(ack.seq()).isPresent();
        return nothingToCompare || own.get().equals(ack.head());
    }

    private Change agree(long seq, boolean retained, long now) {
        long acked = journal.ackedSeq();
        if (seq < acked) {
            // The retained ack is the server's last word; a fresh one may just have been overtaken.
            if (retained) {
                return rewind(seq);
            }
            if (rewindTo < 0 || seq < rewindTo) {
                rewindTo = seq;
                rewindAt = now + REWIND_WAIT_MILLIS;
            }
            return Change.NOTHING;
        }
        forget();
        if (seq == acked) {
            return Change.NOTHING;
        }
        journal.acknowledge(seq, wall.instant());
        return Change.PROGRESS;
    }

    /** Goes back when a lower ack has turned out to be the server's last word. */
    Change tend(long now) {
        return now >= rewindAt ? rewind(rewindTo) : Change.NOTHING;
    }

    long nextAt() {
        return rewindAt;
    }

    /** The server was put back to an older state: what it lost is delivered again. */
    private Change rewind(long seq) {
        LOG.log(System.Logger.Level.WARNING, "the server is back at {0}; sending again from there", seq);
        forget();
        journal.forgetAcksAfter(seq);
        return Change.START_OVER;
    }

    /** Forgets a lower ack that was waiting to be believed. */
    void forget() {
        rewindTo = -1;
        rewindAt = Long.MAX_VALUE;
    }
}
