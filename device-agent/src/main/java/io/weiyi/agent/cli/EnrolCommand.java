package io.weiyi.agent.cli;

import io.weiyi.agent.config.SettingsFile;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.HomeLock;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.identity.DeviceIdentity;
import io.weiyi.agent.identity.Enrolment;
import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.journal.JournalFailure;
import io.weiyi.agent.route.Route;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes this machine a device of a server. */
@Command(
        name = "enrol",
        description = "Enrols this machine with a one-time code from the server. May be repeated after a failure.",
        mixinStandardHelpOptions = true)
final class EnrolCommand implements Callable<Integer> {
    @Option(names = "--server", paramLabel = "URL", required = true, description = "Address of the Weiyi server.")
    private String server = "";

    @Option(
            names = "--code",
            paramLabel = "CODE",
            required = true,
            description = "The code shown to the instrument's manager; valid for 15 minutes.")
    private String code = "";

    @Option(
            names = "--proxy",
            paramLabel = "URL",
            description =
                    "HTTP proxy for this and everything later: http://host:port or http://user:password@host:port.")
    private String proxy = "";

    @Option(
            names = "--broker",
            paramLabel = "URL",
            description =
                    "Address of the broker, if not where the server says: ssl://host:port or wss://host:port/path.")
    private String broker = "";

    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Refusal {
        Route route = Route.parse(broker, proxy);
        AgentHome home = homeOption.home();
        home.create();
        try (HomeLock lock = HomeLock.take(home)) {
            DeviceIdentity identity = new Enrolment(home, AgentVersion.text(), route)
                    .enrol(server, code, hostname(), !holdsReadings(home));
            SettingsFile.writeTemplate(home, identity.instrumentIds(), broker, proxy);
            spec.commandLine()
                    .getOut()
                    .printf(
                            "Enrolled as device %s for instrument %s. Say what to watch in %s, then start 'run'.%n",
                            identity.deviceId(), String.join(", ", identity.instrumentIds()), home.settings());
            return 0;
        }
    }

    static boolean holdsReadings(AgentHome home) {
        if (!Files.exists(home.journal())) {
            return false;
        }
        try (Journal journal = Journal.openReadOnly(home.journal())) {
            return journal.lastSeq() > 0;
        } catch (JournalFailure e) {
            return true;
        }
    }

    static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
