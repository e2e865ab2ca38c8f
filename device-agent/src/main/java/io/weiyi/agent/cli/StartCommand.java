package io.weiyi.agent.cli;

import io.weiyi.agent.home.Refusal;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which booking the use of the instrument is for. */
@Command(
        name = "start",
        description = "Starts a booking by its six-digit code, from 30 minutes before it begins until it ends.",
        mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Mixin
    private InstrumentOption instrumentOption = new InstrumentOption();

    @Parameters(paramLabel = "CODE", description = "The code shown on the booking's page.")
    private String code = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Refusal {
        String said = DoorClient.of(homeOption.home())
                .ask("start", Map.of("code", code, "instrument", instrumentOption.id()));
        spec.commandLine().getOut().println(said);
        return 0;
    }
}
