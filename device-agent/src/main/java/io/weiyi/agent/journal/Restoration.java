package io.weiyi.agent.journal;

import java.time.Instant;
import java.util.function.Consumer;

/**
 * Carries undelivered readings over to a new place in the chain, after the server turned out to know another history than
 * this journal (the disk was restored or cloned, or the journal lost). It goes in small committed steps and goes on where
 * it stopped, so that neither a kill nor a small heap loses anything.
 */
public final class Restoration {
    private static final String TARGET = "restore.target";
    private static final int BATCH = 200;

    private final Journal journal;
    private final Runnable writeMarker;
    private final Consumer<String> writeAgain;

    /**
     * @param writeMarker appends the restore marker
     * @param writeAgain appends an undelivered reading at its new place, signed anew
     */
    public Restoration(Journal journal, Runnable writeMarker, Consumer<String> writeAgain) {
        this.journal = journal;
        this.writeMarker = writeMarker;
        this.writeAgain = writeAgain;
    }

    /** Goes on after the server's head; everything the server may not have is written again behind it. */
    public void goOnAfter(long seq, String serverHead, Instant now) {
        long cut = Math.min(journal.ackedSeq(), seq);
        journal.setMetaValue(TARGET, cut + " " + seq + " " + serverHead);
        journal.commit();
        finish(now);
    }

    /** Ends a restoration that a kill had interrupted; does nothing when there is none. */
    public void finish(Instant now) {
        journal.metaValue(TARGET).ifPresent(target -> {
            String[] parts = target.split(" ", -1);
            journal.moveAsideAfter(Long.parseLong(parts[0]), BATCH);
            journal.restartAfter(Long.parseLong(parts[1]), parts[2], now);
            writeMarker.run();
            journal.setMetaValue(TARGET, null);
            journal.commit();
        });
        int written = 0;
        for (String jws = journal.takeAside(); jws != null; jws = journal.takeAside()) {
            writeAgain.accept(jws);
            if (++written % BATCH == 0) {
                journal.commit();
            }
        }
        journal.commit();
    }
}
