package io.weiyi.agent.cli;

import io.weiyi.agent.config.SettingsFile;
import io.weiyi.agent.engine.OfflineExchange;
import io.weiyi.agent.exchange.AnswerFile;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.HomeLock;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.identity.DeviceIdentity;
import io.weiyi.agent.identity.Enrolment;
import io.weiyi.agent.journal.JournalFailure;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes the server's answer to an exported file. */
@Command(
        name = "import",
        description = "Takes the server's answer to an exported file: acks and certificate."
                + " The agent must be stopped meanwhile.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The answer, as the server gave it.")
    private Path file = Path.of("");

    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Refusal {
        AgentHome home = homeOption.home();
        home.create();
        try (HomeLock lock = StoppedAgent.lock(home)) {
            PrintWriter out = spec.commandLine().getOut();
            Enrolment enrolment = new Enrolment(home, AgentVersion.text());
            Optional<String> awaited = enrolment.awaitedAuthority();
            if (awaited.isPresent()) {
                AnswerFile answer = AnswerFile.readFirst(file, awaited.get());
                DeviceIdentity identity = enrolment.complete(answer.content(), !EnrolCommand.holdsReadings(home));
                SettingsFile.writeTemplate(home, identity.instrumentIds(), "", "");
                out.printf(
                        "Enrolled as device %s for instrument %s. Say what to watch in %s, then start 'run'.%n",
                        identity.deviceId(), String.join(", ", identity.instrumentIds()), home.settings());
                return 0;
            }
            DeviceIdentity identity = DeviceIdentity.load(home);
            AnswerFile answer = AnswerFile.read(file, identity.authority());
            if (!answer.deviceId().equals(identity.deviceId())) {
                throw new Refusal("The answer is for device " + answer.deviceId() + ", and this is "
                        + identity.deviceId() + "; nothing was changed.");
            }
            DeviceIdentity present = identity.renewed(home, answer.certificatePem());
            long waiting = follow(home, present, answer);
            out.printf(
                    "The server has readings up to %d; %d still wait. Certificate valid until %s.%n",
                    answer.ackSeq(), waiting, present.certificateExpiresAt());
            return 0;
        }
    }

    private static long follow(AgentHome home, DeviceIdentity identity, AnswerFile answer) throws Refusal {
        try {
            return OfflineExchange.follow(home, identity, SettingsFile.load(home, identity.instrumentIds()), answer);
        } catch (JournalFailure e) {
            throw new Refusal("The journal cannot be written: " + e.getMessage() + ".");
        }
    }
}
