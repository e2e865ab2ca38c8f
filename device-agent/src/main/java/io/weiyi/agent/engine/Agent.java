package io.weiyi.agent.engine;

import io.weiyi.agent.config.AgentSettings;
import io.weiyi.agent.config.ServerSettings;
import io.weiyi.agent.desk.Desk;
import io.weiyi.agent.door.Door;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.hook.HookRunner;
import io.weiyi.agent.identity.DeviceIdentity;
import io.weiyi.agent.identity.Renewal;
import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.journal.JournalFailure;
import io.weiyi.agent.link.Courier;
import io.weiyi.agent.link.CourierParts;
import io.weiyi.agent.link.LinkEvents;
import io.weiyi.agent.link.ServerTime;
import io.weiyi.agent.session.Timepiece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The running agent: one loop on one thread. Look, keep, send. */
public final class Agent implements LinkEvents {
    private static final System.Logger LOG = System.getLogger(Agent.class.getName());
    /** The loop turns at least this often, for the clock has to be watched. */
    private static final long TURN_MILLIS_MAX = 1_000;

    private static final long STATUS_MILLIS = 1_000;
    /** The seconds of open sessions move all the time; writing a file for each would be half of what the agent costs. */
    private static final long SECONDS_MILLIS = 5_000;

    private static final long STATE_MILLIS = 30_000;
    private static final long TRIM_MILLIS = 60_000;
    private static final int LETTERS_AT_ONCE = 200;
    private static final Duration ASLEEP = Duration.ofMinutes(1);

    private final AgentHome home;
    private DeviceIdentity identity;
    private final AgentSettings settings;
    private final String version;
    private final Timepiece timepiece;
    private final Mailbox mailbox;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean stopping;

    private final Instant since;
    private final ServerTime serverTime = new ServerTime();
    private final Journal journal;
    private final Chronicle chronicle;
    private final Desk desk;
    private final Instruments instruments;
    private final Courier courier;
    private final ClockWatch clockWatch;
    private final CertificateCare certificateCare;
    private ServerSettings serverSettings = ServerSettings.NONE;
    private String writtenText = "";
    private @Nullable StatusReport writtenStatus;
    private long secondsAt;
    private long statusAt;
    private StatusReport publishedState;
    private long stateAt;
    private long trimAt;

    /** Opens everything; the thread that calls it is the one that must {@link #run()} it. */
    public Agent(AgentHome home, DeviceIdentity identity, AgentSettings settings, String version, Timepiece timepiece)
            throws Refusal {
        this.home = home;
        this.identity = identity;
        this.settings = settings;
        this.version = version;
        this.timepiece = timepiece;
        this.since = timepiece.now();
        this.mailbox = new Mailbox(Thread.currentThread());
        String first = identity.instrumentIds().get(0);
        this.journal = Journals.open(home, settings.journalLimitBytes(), since);
        this.chronicle = new Chronicle(
                journal,
                identity.signer(),
                new Chronicle.DeviceVoice(
                        identity.deviceId(),
                        first,
                        settings.instrument(first).probe().text()),
                timepiece,
                serverTime,
                () -> serverSettings);
        this.desk = new Desk(new Desk.Parts(
                chronicle,
                new JournalNotes(journal),
                settings.desk(),
                () -> serverTime.of(timepiece.now()),
                timepiece.monotonic(),
                mailbox));
        this.instruments = Instruments.of(home, settings, desk, identity.instrumentIds());
        desk.furnish(
                instruments.watches(),
                new HookRunner(home.folder(), settings.desk().hookLimit(), mailbox::wake));
        CourierParts parts = new CourierParts(
                journal, chronicle, serverTime, timepiece.wall(), timepiece.monotonic(), mailbox, this);
        this.courier = Courier.overMqtt(parts, () -> this.identity, settings.route(), settings.retryMax());
        long asleep = Math.max(ASLEEP.toMillis(), 5 * settings.tick().toMillis());
        this.clockWatch = new ClockWatch(timepiece, serverTime, asleep);
        this.certificateCare = new CertificateCare(
                identity,
                new Renewal(home, settings.route())::renew,
                timepiece,
                serverTime,
                mailbox,
                this::renewed,
                RandomGenerator.getDefault());
        this.publishedState = report();
    }

    /** Runs until someone stops it. */
    public void run() {
        LOG.log(
                System.Logger.Level.INFO,
                "device {0}, agent {1}, {2} readings wait",
                identity.deviceId(),
                version,
                journal.pending());
        try (Door door = Door.open(home, settings.desk(), desk)) {
            begin();
            while (!stopping) {
                turn();
            }
            end();
        } catch (JournalFailure e) {
            courier.stop();
            instruments.close();
            journal.abandon();
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        } finally {
            finished.countDown();
        }
    }

    /** Asks the agent to stop, from any thread. */
    public void stop() {
        stopping = true;
        mailbox.wake();
    }

    /** Waits until everything is on disk and closed. */
    public boolean awaitFinished(Duration limit) throws InterruptedException {
        return finished.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void begin() {
        chronicle.finishRestoration();
        if (settings.followServer()) {
            readServerSettings();
        }
        instruments.resume(journal);
        journal.commit();
    }

    private void turn() throws InterruptedException {
        long now = timepiece.monoMillis();
        clockWatch.check().ifPresent(chronicle::mark);
        instruments.work(now);
        desk.work();
        courier.tend(now);
        certificateCare.work(now);
        if (now >= trimAt) {
            journal.trim(timepiece.now());
            trimAt = now + TRIM_MILLIS;
        }
        journal.commit();
        desk.committed();
        courier.send(now);
        tell(now);
        long next = desk.presses() ? now : Math.min(instruments.nextAt(), courier.nextAt(now));
        long wait = Math.min(next - timepiece.monoMillis(), TURN_MILLIS_MAX);
        Runnable letter = mailbox.take(wait);
        for (int read = 1; letter != null; read++) {
            read(letter);
            letter = read < LETTERS_AT_ONCE ? mailbox.take(0) : null;
        }
    }

    private void renewed(DeviceIdentity next) {
        identity = next;
        chronicle.signWith(next.signer());
        courier.connectAnew();
    }

    /** Nothing that comes over the network may end the agent. */
    private static void read(Runnable letter) {
        try {
            letter.run();
        } catch (JournalFailure e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a message could not be dealt with", e);
        }
    }

    private void end() {
        instruments.stop();
        instruments.close();
        journal.commit();
        courier.send(timepiece.monoMillis());
        courier.stop();
        writeStatus(report());
        journal.close();
        LOG.log(System.Logger.Level.INFO, "stopped");
    }

    /** Tells the person at the machine and the server how things are, when that has changed. */
    private void tell(long now) {
        if (now >= statusAt) {
            statusAt = now + STATUS_MILLIS;
            StatusReport report = report();
            if (now >= secondsAt || report.isNewsAfter(writtenStatus)) {
                secondsAt = now + SECONDS_MILLIS;
                writeStatus(report);
            }
        }
        if (now >= stateAt && courier.connected()) {
            stateAt = now + STATE_MILLIS;
            StatusReport report = report();
            if (!report.equals(publishedState)) {
                courier.publishState();
            }
        }
    }

    private void writeStatus(StatusReport report) {
        String text = report.statusFile();
        if (text.equals(writtenText)) {
            return;
        }
        try {
            AgentHome.writePassing(home.status(), text);
            writtenText = text;
            writtenStatus = report;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the status file cannot be written", e);
        }
    }

    private StatusReport report() {
        return new StatusReport(
                identity.deviceId(),
                version,
                chronicle.boot(),
                since,
                courier.connected(),
                courier.lastProblem(),
                journal.lastSeq(),
                journal.ackedSeq(),
                journal.bytes(),
                settings.journalLimitBytes(),
                serverTime.offsetMillis(),
                serverSettings.version(),
                instruments.sessions(),
                new StatusReport.Judged(instruments.judged()));
    }

    @Override
    public byte[] state(boolean online) {
        StatusReport report = report();
        publishedState = report;
        return report.stateMessage(online);
    }

    @Override
    public void changed() {
        statusAt = 0;
    }

    @Override
    public void configArrived(byte[] payload) {
        if (!settings.followServer()) {
            return;
        }
        Optional<ServerSettings> wish = ServerSettings.parse(payload);
        if (wish.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "settings from the server make no sense, and are not followed");
            return;
        }
        follow(wish.get());
        desk.follow(payload);
        try {
            AgentHome.write(home.serverSettings(), new String(payload, StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "settings from the server cannot be kept: {0}", e.getMessage());
        }
    }

    private void follow(ServerSettings wish) {
        serverSettings = wish;
        instruments.follow(wish);
        LOG.log(System.Logger.Level.INFO, "follows the server''s settings, version {0}", wish.version());
    }

    /** What the server said last holds until it says something else, also without a connection. */
    private void readServerSettings() {
        try {
            Optional<byte[]> kept =
                    AgentHome.read(home.serverSettings()).map(text -> text.getBytes(StandardCharsets.UTF_8));
            kept.flatMap(ServerSettings::parse).ifPresent(this::follow);
            kept.ifPresent(desk::follow);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "kept settings from the server cannot be read: {0}", e.getMessage());
        }
    }
}
