package io.weiyi.agent.desk;

import java.util.List;

/**
 * What the desk says to a person: a key of the words, with what goes into them.
 *
 * @param done whether it was done; else it was refused
 */
public record Answer(boolean done, String key, List<String> parts) {
    public static Answer done(String key, String... parts) {
        return new Answer(true, key, List.of(parts));
    }

    public static Answer refused(String key, String... parts) {
        return new Answer(false, key, List.of(parts));
    }
}
