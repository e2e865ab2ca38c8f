package io.weiyi.agent.cli;

import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.HomeLock;
import io.weiyi.agent.home.Refusal;

/** The home of an agent that does not run: only one program at a time may have its journal. */
final class StoppedAgent {
    private StoppedAgent() {}

    static HomeLock lock(AgentHome home) throws Refusal {
        return HomeLock.tryTake(home)
                .orElseThrow(() -> new Refusal("The agent is running in " + home.folder()
                        + ": stop it for a moment. An open session goes on when it is started again."));
    }
}
