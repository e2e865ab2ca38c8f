package io.weiyi.agent.cli;

import io.weiyi.agent.home.Refusal;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says that the person is done. */
@Command(
        name = "end",
        description = "Ends the running use. A program that is not closed soon after begins a new one.",
        mixinStandardHelpOptions = true)
final class EndCommand implements Callable<Integer> {
    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Mixin
    private InstrumentOption instrumentOption = new InstrumentOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Refusal {
        String said = DoorClient.of(homeOption.home()).ask("end", Map.of("instrument", instrumentOption.id()));
        spec.commandLine().getOut().println(said);
        return 0;
    }
}
