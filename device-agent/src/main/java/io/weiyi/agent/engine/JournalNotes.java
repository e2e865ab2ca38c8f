package io.weiyi.agent.engine;

import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.session.Notes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Notes beside the readings: what a reading says and what is kept of it are on disk together. */
record JournalNotes(Journal journal) implements Notes {
    @Override
    public Optional<String> note(String key) {
        return journal.note(key);
    }

    @Override
    public void keepNote(String key, @Nullable String text) {
        journal.keepNote(key, text);
    }
}
