package io.weiyi.agent.engine;

import io.weiyi.agent.config.AgentSettings;
import io.weiyi.agent.config.InstrumentSettings;
import io.weiyi.agent.probe.Desktop;
import io.weiyi.agent.probe.PowerMeter;
import io.weiyi.agent.probe.ProcessTable;
import io.weiyi.agent.probe.RuleProbe;

/** What this machine and its laboratory show to the probes of all instruments. */
final class Surroundings implements AutoCloseable {
    private final ProcessTable processes = new ProcessTable();
    private final Desktop desktop;

    Surroundings(AgentSettings settings) {
        this.desktop = () -> Desktop.View.unknown("not looked at");
    }

    RuleProbe.Sights around(InstrumentSettings instrument) {
        return new RuleProbe.Sights(processes, desktop, PowerMeter.none("no plug is named"));
    }

    @Override
    public void close() {}
}
