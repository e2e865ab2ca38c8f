package io.weiyi.agent.config;

import io.weiyi.agent.route.Route;
import java.time.Duration;
import java.util.Map;

/**
 * All settings of one run.
 *
 * @param tick between two ticks of a session
 * @param alive the longest silence of an instrument before an alive marker
 * @param poll between two looks of a process probe
 * @param endOnStop whether stopping the agent ends open sessions; else they go on at the next start
 * @param followServer whether settings from the server are taken
 * @param route the way to server and broker
 * @param plugBroker where smart plugs report
 * @param display of Linux whose input is watched, "" for the one that is found
 * @param displayAuthority file with the key of the display, "" for the user's own
 * @param instruments by id, one for each enrolled instrument
 * @param desk for the person at the PC
 */
public record AgentSettings(
        Duration tick,
        Duration alive,
        Duration poll,
        Duration retryMax,
        long journalLimitBytes,
        boolean endOnStop,
        boolean followServer,
        boolean logFiles,
        Route route,
        PlugBroker plugBroker,
        String display,
        String displayAuthority,
        Map<String, InstrumentSettings> instruments,
        DeskSettings desk) {

    public AgentSettings {
        instruments = Map.copyOf(instruments);
    }

    /** The settings of an enrolled instrument. */
    public InstrumentSettings instrument(String id) {
        return instruments.getOrDefault(id, InstrumentSettings.unwatched(id));
    }
}
