package io.weiyi.agent.config;

/**
 * How the use of one instrument is seen.
 *
 * @param calibration what the local file says of rules and thresholds
 * @param plug the smart plug it hangs on
 * @param script the steps, for a scripted probe
 */
public record InstrumentSettings(
        String id, ProbeKind probe, Calibration calibration, PlugSettings plug, String script) {

    /** Whether this machine is looked at by rules, of which the preset one is a running program, or a script is played. */
    public enum ProbeKind {
        PROCESS,
        SCRIPTED;

        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What an enrolled instrument has until someone says more: alive, never in use. */
    static InstrumentSettings unwatched(String id) {
        return new InstrumentSettings(id, ProbeKind.PROCESS, Calibration.NONE, PlugSettings.NONE, "");
    }
}
