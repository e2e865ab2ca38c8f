package io.weiyi.agent.link;

import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.reading.SeqRange;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** What a server has answered in a file: the same as on the ack topic, all at once. */
public final class OfflineAck {
    private static final Set<String> FOR_GOOD = Set.of("bad-signature", "malformed", "too-big", "wrong-device");

    private OfflineAck() {}

    /**
     * Follows the ack, forward, back or to another history, and declares lost what was refused or is not kept any more.
     *
     * @param refused codes by seq
     */
    public static void follow(Journal journal, Chain chain, Clock wall, AckMessage.Ack ack, Map<Long, String> refused) {
        String head = journal.head();
        new Agreement(journal, chain, wall).take(ack, true, 0);
        // After another history everything has new numbers; what was refused is named anew the next time.
        boolean renumbered = !journal.head().equals(head);
        refused.forEach((seq, code) -> {
            boolean open = !renumbered
                    && seq > journal.ackedSeq()
                    && seq <= journal.lastSeq()
                    && journal.gapOver(seq).isEmpty();
            if (open && FOR_GOOD.contains(code) && !journal.gapMarkers().contains(seq)) {
                chain.declareLost(new SeqRange(seq, seq));
            }
        });
        long next = journal.ackedSeq() + 1;
        long kept = journal.firstKeptFrom(next);
        if (next < kept && journal.gapOver(next).isEmpty() && next <= journal.lastSeq()) {
            chain.declareLost(new SeqRange(next, kept - 1));
        }
        journal.commit();
    }
}
