package io.weiyi.agent.session;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps small states with the readings, in the same commit. */
public interface Notes {
    Optional<String> note(String key);

    /** Keeps a note, or forgets it when it is null. */
    void keepNote(String key, @Nullable String text);
}
