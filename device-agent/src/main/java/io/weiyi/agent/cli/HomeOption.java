package io.weiyi.agent.cli;

import io.weiyi.agent.home.AgentHome;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that all commands share. */
final class HomeOption {
    private static final String ENVIRONMENT = "WEIYI_AGENT_HOME";
    private static final String FOLDER = ".weiyi-agent";

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Folder with everything of this agent. Default: the environment variable WEIYI_AGENT_HOME,"
                    + " else .weiyi-agent in the user's own folder.")
    private @Nullable Path folder;

    AgentHome home() {
        if (folder != null) {
            return new AgentHome(folder);
        }
        String environment = System.getenv(ENVIRONMENT);
        return new AgentHome(
                environment == null || environment.isBlank()
                        ? Path.of(System.getProperty("user.home"), FOLDER)
                        : Path.of(environment));
    }
}
