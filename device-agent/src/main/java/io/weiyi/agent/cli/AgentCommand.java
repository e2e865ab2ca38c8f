package io.weiyi.agent.cli;

import io.weiyi.agent.home.Refusal;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program as a whole. */
@Command(
        name = "weiyi-agent",
        description = "Meters the use of an instrument on its own PC and reports signed readings.",
        mixinStandardHelpOptions = true,
        versionProvider = AgentVersion.class,
        subcommands = {
            EnrolCommand.class,
            RunCommand.class,
            StatusCommand.class,
            VerifyCommand.class,
            StartCommand.class,
            EndCommand.class,
            LeftCommand.class,
            WhyCommand.class,
            ExportCommand.class,
            ImportCommand.class
        })
public final class AgentCommand {
    private static final int REFUSED = 1;

    private AgentCommand() {}

    /** Runs what the arguments ask for and returns the exit code: 0 done, 1 refused, 2 wrong arguments. */
    public static int execute(String... arguments) {
        return execute(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments);
    }

    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new AgentCommand()).setOut(out).setErr(err);
        line.setExecutionExceptionHandler((problem, command, parsed) -> {
            if (problem instanceof Refusal) {
                err.println(problem.getMessage());
            } else {
                System.getLogger(AgentCommand.class.getName())
                        .log(System.Logger.Level.ERROR, "unexpected failure", problem);
                err.println("The agent failed unexpectedly: " + problem + ".");
            }
            return REFUSED;
        });
        if (arguments.length == 0) {
            line.usage(err);
            return CommandLine.ExitCode.USAGE;
        }
        return line.execute(arguments);
    }
}
