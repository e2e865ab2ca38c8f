package io.weiyi.agent.engine;

import io.weiyi.agent.config.AgentSettings;
import io.weiyi.agent.config.InstrumentSettings;
import io.weiyi.agent.desktop.DesktopWatch;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.plug.Plugs;
import io.weiyi.agent.probe.ProcessTable;
import io.weiyi.agent.probe.RuleProbe;
import io.weiyi.agent.session.Timepiece;
import java.util.function.LongSupplier;

/** What this machine and its laboratory show to the probes of all instruments. */
final class Surroundings implements AutoCloseable {
    private final ProcessTable processes = new ProcessTable();
    private final DesktopWatch desktop;
    private final Plugs plugs;

    Surroundings(AgentSettings settings) {
        LongSupplier monotonic = Timepiece.ofSystem().monotonic();
        this.desktop = DesktopWatch.ofThisMachine(settings.display(), settings.displayAuthority(), monotonic);
        this.plugs = new Plugs(settings.plugBroker(), monotonic);
    }

    RuleProbe.Sights around(InstrumentSettings instrument) throws Refusal {
        return new RuleProbe.Sights(processes, desktop, plugs.meter(instrument.plug()));
    }

    /** Begins to look, once everything is known that will be asked for. */
    void start() {
        plugs.start();
    }

    @Override
    public void close() {
        desktop.close();
        plugs.close();
    }
}
