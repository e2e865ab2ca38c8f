package io.weiyi.agent.cli;

import io.weiyi.agent.exchange.ExportFile;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.HomeLock;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.identity.DeviceIdentity;
import io.weiyi.agent.identity.Enrolment;
import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.journal.JournalFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what waits for the server into a file, on a machine that no network reaches. */
@Command(
        name = "export",
        description = "Writes waiting readings and a certificate request into a file, for a machine without a network."
                + " The agent must be stopped meanwhile.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The file to write, such as lab.weiyi.zip.")
    private Path file = Path.of("");

    @Option(
            names = "--code",
            paramLabel = "CODE",
            description = "Enrolment code, for a machine that is not enrolled; bring the file back within 15 minutes.")
    private @Nullable String code;

    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Refusal {
        AgentHome home = homeOption.home();
        home.create();
        try (HomeLock lock = StoppedAgent.lock(home)) {
            ExportFile.Written written = write(home);
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%d readings are in %s%s.%n",
                            written.readings(),
                            file,
                            written.waiting() > 0
                                    ? ", " + written.waiting() + " more did not fit and go with the next file"
                                    : "");
            return 0;
        }
    }

    private ExportFile.Written write(AgentHome home) throws Refusal {
        Optional<DeviceIdentity> identity = DeviceIdentity.find(home);
        String typed = code;
        if (identity.isEmpty() && typed == null) {
            throw new Refusal("This agent is not enrolled: give the enrolment code with --code.");
        }
        String request = identity.isPresent() && typed == null
                ? identity.get().certificateRequest()
                : new Enrolment(home, AgentVersion.text()).prepare(String.valueOf(typed));
        ExportFile.Sender sender = new ExportFile.Sender(
                typed == null ? identity.orElseThrow().deviceId() : null,
                typed == null ? null : typed.strip(),
                request,
                AgentVersion.text(),
                EnrolCommand.hostname(),
                Instant.now());
        // A device that is only being enrolled has no readings that anyone would take from it.
        if (typed != null || !Files.exists(home.journal())) {
            return new ExportFile(file).write(sender, Optional.empty());
        }
        try (Journal journal = Journal.openReadOnly(home.journal())) {
            return new ExportFile(file).write(sender, Optional.of(journal));
        } catch (JournalFailure e) {
            throw new Refusal("The journal cannot be read: " + e.getMessage() + ".");
        }
    }
}
