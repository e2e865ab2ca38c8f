package io.weiyi.agent.config;

import java.util.List;

/**
 * How the use of one instrument is seen.
 *
 * @param watch programs by name or path, for a process probe
 * @param script the steps, for a scripted probe
 */
public record InstrumentSettings(String id, ProbeKind probe, List<String> watch, String script) {

    /** Which probe looks; the lower-case name is both the setting and the claim {@code probe}. */
    public enum ProbeKind {
        PROCESS,
        SCRIPTED;

        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What an enrolled instrument has until someone says more: alive, never in use. */
    static InstrumentSettings unwatched(String id) {
        return new InstrumentSettings(id, ProbeKind.PROCESS, List.of(), "");
    }
}
