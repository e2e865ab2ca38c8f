package io.weiyi.agent.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.HomeLock;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.identity.DeviceIdentity;
import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.journal.JournalFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how the agent is. */
@Command(
        name = "status",
        description = "Says whether the agent runs, is connected, and what waits to be delivered.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Refusal, IOException {
        Map<String, Object> status = status(homeOption.home());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.std
                    .with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES)
                    .asString(status));
        } else {
            print(status, out);
        }
        return 0;
    }

    private static Map<String, Object> status(AgentHome home) throws Refusal, IOException {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("home", home.folder().toString());
        Optional<DeviceIdentity> identity = home.exists() ? DeviceIdentity.find(home) : Optional.empty();
        status.put("enrolled", identity.isPresent());
        if (identity.isEmpty()) {
            status.put("running", false);
            return status;
        }
        status.put("deviceId", identity.get().deviceId());
        status.put("server", identity.get().server());
        status.put("mqttUri", identity.get().mqttUri().toString());
        status.put("instrumentIds", identity.get().instrumentIds());
        status.put("certificateExpiresAt", identity.get().certificateExpiresAt().toString());
        Optional<HomeLock> lock = HomeLock.tryTake(home);
        status.put("running", lock.isEmpty());
        if (lock.isPresent()) {
            try (HomeLock free = lock.get()) {
                atRest(home, status);
            }
        } else {
            running(home, status);
        }
        return status;
    }

    /** A running agent holds the journal, and writes down how it is. */
    private static void running(AgentHome home, Map<String, Object> status) throws IOException {
        Optional<String> told = AgentHome.read(home.status());
        if (told.isPresent()) {
            JSON.std.mapFrom(told.get()).forEach(status::putIfAbsent);
        }
    }

    private static void atRest(AgentHome home, Map<String, Object> status) {
        if (!Files.exists(home.journal())) {
            return;
        }
        try (Journal journal = Journal.openReadOnly(home.journal())) {
            status.put("connected", false);
            status.put("lastSeq", journal.lastSeq());
            status.put("ackedSeq", journal.ackedSeq());
            status.put("pending", journal.pending());
            status.put("journalBytes", journal.bytes());
            status.put("openSessions", List.copyOf(journal.openSessions().keySet()));
        } catch (JournalFailure e) {
            status.put("problem", e.getMessage());
        }
    }

    private static void print(Map<String, Object> status, PrintWriter out) {
        if (!Boolean.TRUE.equals(status.get("enrolled"))) {
            out.println("Not enrolled (home folder " + status.get("home") + ").");
            return;
        }
        out.println("Device " + status.get("deviceId") + " of " + status.get("server") + ", instrument "
                + status.get("instrumentIds"));
        boolean running = Boolean.TRUE.equals(status.get("running"));
        boolean connected = Boolean.TRUE.equals(status.get("connected"));
        out.println(running ? "Running, " + (connected ? "connected" : "not connected") + "." : "Not running.");
        if (status.get("problem") instanceof String problem && !problem.isEmpty()) {
            out.println("Problem: " + problem);
        }
        out.println("Readings: last " + status.getOrDefault("lastSeq", 0) + ", waiting "
                + status.getOrDefault("pending", 0));
        if (status.get("probes") instanceof List<?> probes) {
            for (Object item : probes) {
                if (item instanceof Map<?, ?> probe) {
                    printProbe(probe, out);
                }
            }
        }
        if (status.get("sessions") instanceof List<?> sessions) {
            for (Object item : sessions) {
                if (item instanceof Map<?, ?> session) {
                    out.println("Session on " + session.get("instrumentId") + ": " + session.get("runSeconds")
                            + " s, of which active " + session.get("activeSeconds") + " s");
                }
            }
        }
        out.println("Certificate valid until " + status.get("certificateExpiresAt"));
    }

    private static void printProbe(Map<?, ?> probe, PrintWriter out) {
        out.println("Instrument " + probe.get("instrumentId") + " is " + probe.get("state") + "; runs when '"
                + probe.get("running") + "', active when '" + probe.get("active") + "'");
        if (probe.get("signals") instanceof List<?> signals) {
            for (Object item : signals) {
                if (item instanceof Map<?, ?> signal) {
                    out.println(
                            "  " + signal.get("signal") + ": " + signal.get("is") + " (" + signal.get("told") + ")");
                }
            }
        }
    }
}
