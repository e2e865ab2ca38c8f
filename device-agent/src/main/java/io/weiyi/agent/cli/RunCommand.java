package io.weiyi.agent.cli;

import io.weiyi.agent.config.AgentSettings;
import io.weiyi.agent.config.SettingsFile;
import io.weiyi.agent.engine.Agent;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.HomeLock;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.identity.DeviceIdentity;
import io.weiyi.agent.journal.JournalFailure;
import io.weiyi.agent.session.Timepiece;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Meters until it is stopped. */
@Command(
        name = "run",
        description = "Meters the instruments of this machine until it is stopped (Ctrl-C or SIGTERM).",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(RunCommand.class.getName());
    private static final Duration FAREWELL_MAX = Duration.ofMillis(1_900);

    @Mixin
    private HomeOption homeOption = new HomeOption();

    @Option(
            names = "--exit-with-parent",
            arity = "0..1",
            fallbackValue = "0",
            paramLabel = "PID",
            description = "Stop when the process that started this one, or the one named, is gone, so that no agent"
                    + " outlives its server. Naming it is safer: the starter may be gone before anyone looks.")
    private @Nullable Long exitWithParent;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable Agent> running = new AtomicReference<>();

    @Override
    public Integer call() throws Refusal, InterruptedException {
        AgentHome home = homeOption.home();
        if (!home.exists()) {
            throw new Refusal("This agent is not enrolled: there is no home folder " + home.folder() + ".");
        }
        DeviceIdentity identity = DeviceIdentity.load(home);
        AgentSettings settings = SettingsFile.load(home, identity.instrumentIds());
        home.create();
        try (HomeLock lock = HomeLock.take(home)) {
            Logs.toFiles(home, settings.logFiles());
            CountDownLatch done = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> farewell(done), "farewell"));
            watchParent();
            try {
                meter(home, settings);
            } finally {
                done.countDown();
            }
        }
        return 0;
    }

    private void meter(AgentHome home, AgentSettings settings) throws Refusal, InterruptedException {
        while (stopped.getCount() > 0) {
            try {
                // Read anew each time, for the certificate may have been renewed.
                DeviceIdentity identity = DeviceIdentity.load(home);
                Agent agent = new Agent(home, identity, settings, AgentVersion.text(), Timepiece.ofSystem());
                running.set(agent);
                if (stopped.getCount() == 0) {
                    agent.stop();
                }
                agent.run();
                return;
            } catch (JournalFailure e) {
                running.set(null);
                // A full or broken disk is tried again; metering must come back by itself.
                long pause = settings.retryMax().toMillis() / 2;
                LOG.log(System.Logger.Level.ERROR, "cannot keep readings, trying again in " + pause + " ms", e);
                stopped.await(pause, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void stop() {
        stopped.countDown();
        Agent agent = running.get();
        if (agent != null) {
            agent.stop();
        }
    }

    private void farewell(CountDownLatch done) {
        stop();
        try {
            if (!done.await(FAREWELL_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watchParent() {
        Long named = exitWithParent;
        if (named == null) {
            return;
        }
        (named == 0 ? ProcessHandle.current().parent() : ProcessHandle.of(named))
                .ifPresentOrElse(parent -> parent.onExit().thenRun(this::stop), this::stop);
    }
}
