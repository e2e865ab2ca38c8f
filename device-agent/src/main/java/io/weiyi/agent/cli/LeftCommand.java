package io.weiyi.agent.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.home.Refusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how much of the booked time is left. */
@Command(
        name = "left",
        aliases = "time",
        description = "Says what runs and how much of the booked time is left.",
        mixinStandardHelpOptions = true)
final class LeftCommand implements Callable<Integer> {
    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Refusal, IOException {
        Map<String, Object> answer = DoorClient.of(homeOption.home()).read("left");
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(answer));
        } else if (answer.get("instruments") instanceof List<?> instruments) {
            String text = DoorClient.chinese() ? "textZh" : "textEn";
            for (Object instrument : instruments) {
                if (instrument instanceof Map<?, ?> map) {
                    out.println(map.get(text));
                }
            }
        }
        return 0;
    }
}
