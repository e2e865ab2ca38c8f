package io.weiyi.agent.engine;

import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.journal.JournalFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Opens the journal of a home, also when the disk has spoilt it. */
final class Journals {
    private static final System.Logger LOG = System.getLogger(Journals.class.getName());
    private static final DateTimeFormatter SUFFIX =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private Journals() {}

    /**
     * A damaged journal is put aside and a new one begun: metering must go on. It is not done in silence, for at the next
     * contact the server's head is ahead of the new journal, and a restore marker follows.
     */
    static Journal open(AgentHome home, long limitBytes, Instant now) {
        try {
            return Journal.open(home.journal(), limitBytes);
        } catch (JournalFailure e) {
            if (!e.damaged() || !Files.exists(home.journal())) {
                throw e;
            }
            Path aside = home.journal().resolveSibling("damaged-" + SUFFIX.format(now) + ".mv");
            LOG.log(System.Logger.Level.ERROR, "{0}; it is kept as {1}", e.getMessage(), aside);
            try {
                Files.move(home.journal(), aside);
            } catch (IOException cannotMove) {
                throw new UncheckedIOException("the damaged journal cannot be put aside", cannotMove);
            }
            return Journal.open(home.journal(), limitBytes);
        }
    }
}
