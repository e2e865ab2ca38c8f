package io.weiyi.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The local settings for the person at the PC. Programs that are run come from here alone, never from the server.
 *
 * @param page whether the local page is there
 * @param port of the local page
 * @param notifier program and arguments that show a reminder on the screen, which comes as one more argument; empty for none
 * @param closing so long a program may go on after its user said that they are done
 * @param hookLimit how long a hook may take
 * @param hooks by instrument
 */
public record DeskSettings(
        boolean page, int port, List<String> notifier, Duration closing, Duration hookLimit, Map<String, Hooks> hooks) {

    /** Where the local page is unless the settings say otherwise. */
    public static final int PORT = 8917;

    public DeskSettings {
        notifier = List.copyOf(notifier);
        hooks = Map.copyOf(hooks);
    }

    /** Programs with their arguments, empty for none. */
    public record Hooks(List<String> open, List<String> close) {
        public static final Hooks NONE = new Hooks(List.of(), List.of());

        public Hooks {
            open = List.copyOf(open);
            close = List.copyOf(close);
        }
    }

    public Hooks hooks(String instrument) {
        return hooks.getOrDefault(instrument, Hooks.NONE);
    }
}
