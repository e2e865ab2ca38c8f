package io.weiyi.agent;

import io.weiyi.agent.cli.AgentCommand;
import io.weiyi.agent.cli.Logs;

/** The way in. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Logs.toConsole();
        int code = AgentCommand.execute(arguments);
        // Libraries leave threads behind; the work is done all the same.
        System.exit(code);
    }
}
