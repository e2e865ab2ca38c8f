package io.weiyi.agent.cli;

import io.weiyi.agent.home.Refusal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says why there is no booking. */
@Command(
        name = "why",
        description = "Says why the use that runs, or the last one, has no booking.",
        mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {
    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Mixin
    private InstrumentOption instrumentOption = new InstrumentOption();

    @Parameters(
            index = "0",
            paramLabel = "REASON",
            description = "teaching, research, maintenance, calibration, training or other")
    private String reason = "";

    @Parameters(
            index = "1..*",
            paramLabel = "TEXT",
            arity = "0..*",
            description = "A remark of at most 200 characters.")
    private List<String> text = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Refusal {
        String said = DoorClient.of(homeOption.home())
                .ask(
                        "why",
                        Map.of(
                                "reason", reason,
                                "text", String.join(" ", text),
                                "instrument", instrumentOption.id()));
        spec.commandLine().getOut().println(said);
        return 0;
    }
}
