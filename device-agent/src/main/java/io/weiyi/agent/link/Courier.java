package io.weiyi.agent.link;

import io.weiyi.agent.identity.DeviceIdentity;
import io.weiyi.agent.journal.Gap;
import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.reading.SeqRange;
import io.weiyi.agent.route.Route;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the journal. It keeps one connection, tries again when there is none, sends what the server lacks, and follows
 * the server's acks. All its work happens on the agent's thread; connections tell what they see through a mailbox.
 */
public final class Courier {
    private static final System.Logger LOG = System.getLogger(Courier.class.getName());
    /** The retained ack comes with the subscription; a device without one starts after this wait. */
    private static final long HEAD_WAIT_MILLIS = 1_000;
    /** A connection that could not take a reading is not asked again at once. */
    private static final long FULL_MILLIS = 200;

    private static final long HOLD_FIRST_MILLIS = 5_000;
    private static final long HOLD_MAX_MILLIS = 60_000;
    /** A connection on which this many rounds bring no ack is given up: it may be dead on the other side. */
    private static final int SILENT_ROUNDS_MAX = 10;
    /** A connection that is not made by then never will be. */
    private static final long CONNECT_MILLIS_MAX = 30_000;

    private static final int BATCH_MAX = 100;
    private static final int FIRST_FAILURE = 128;

    private final Journal journal;
    private final Chain chain;
    private final ServerTime serverTime;
    private final Clock wall;
    private final LongSupplier mono;
    private final Connection.Opener opener;
    private final Executor mailbox;
    private final LinkEvents events;
    private final Backoff backoff;
    private final SendWindow window = new SendWindow();
    private final Refusals refusals;
    private final Agreement agreement;

    private @Nullable Connection connection;
    private long generation;
    private boolean connected;
    private boolean headKnown;
    private long headDueAt;
    private long retryAt;
    private long connectDueAt;
    private long holdUntil;
    private long holdMillis = HOLD_FIRST_MILLIS;
    private int receiveMaximum;
    private int unanswered;
    private int silentRounds;
    private String lastProblem = "";

    Courier(CourierParts parts, Connection.Opener opener, Backoff backoff) {
        this.journal = parts.journal();
        this.chain = parts.chain();
        this.serverTime = parts.serverTime();
        this.wall = parts.wall();
        this.mono = parts.mono();
        this.mailbox = parts.mailbox();
        this.events = parts.events();
        this.opener = opener;
        this.backoff = backoff;
        this.refusals = new Refusals(parts.journal(), parts.chain());
        this.agreement = new Agreement(parts.journal(), parts.chain(), parts.wall());
        window.restart(journal.ackedSeq(), now());
    }

    /** Makes a courier that speaks MQTT as this device, under the certificate that it has at each connection. */
    public static Courier overMqtt(
            CourierParts parts, Supplier<DeviceIdentity> present, Route route, Duration retryMax) {
        return new Courier(
                parts, MqttConnection.opener(present, route), new Backoff(retryMax, RandomGenerator.getDefault()));
    }

    /** Keeps the connection, and adds to the chain what the server's answers ask for. Before the journal is committed. */
    public void tend(long now) {
        if (connection == null && now >= retryAt) {
            connect(now);
        }
        if (connection != null && !connected && now >= connectDueAt) {
            drop("no answer from the broker", now);
        }
        follow(agreement.tend(now));
        refusals.declare(now);
        if (connected && window.resendDue(now)) {
            resend(now);
        }
    }

    private void connect(long now) {
        long mine = ++generation;
        connectDueAt = now + CONNECT_MILLIS_MAX;
        try {
            connection = opener.open(events.state(false), new Mail(mine));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot begin to connect", e);
            ended(String.valueOf(e.getMessage()), now);
        }
    }

    private void resend(long now) {
        silentRounds++;
        if (silentRounds >= SILENT_ROUNDS_MAX) {
            LOG.log(System.Logger.Level.WARNING, "no ack for a long time; connecting anew");
            drop("no ack from the server", now);
        } else {
            LOG.log(System.Logger.Level.INFO, "no ack for a while; sending again from {0}", journal.ackedSeq() + 1);
            startOver(now);
            window.narrow();
        }
    }

    /** Everything the server has not acked is to be sent, from the lowest on. */
    private void startOver(long now) {
        window.restart(journal.ackedSeq(), now);
        refusals.startOver();
    }

    /** Sends as much as may be in flight. After the journal is committed. */
    public void send(long now) {
        Connection open = connection;
        if (open == null || !connected || now < holdUntil) {
            return;
        }
        if (!headKnown) {
            if (now < headDueAt) {
                return;
            }
            headKnown = true;
        }
        if (!sendUrgent(open)) {
            return;
        }
        for (int sent = 0; sent < BATCH_MAX && mayGoOn(); sent++) {
            long seq = window.next();
            Optional<Gap> gap = journal.gapOver(seq);
            if (gap.isPresent()) {
                refusals.urge(gap.get().markerSeq());
                window.skipTo(gap.get().lost().to() + 1);
                if (!sendUrgent(open)) {
                    return;
                }
            } else if (journal.jws(seq).isEmpty()) {
                declareMissing(seq);
            } else if (sendOne(open, seq)) {
                window.sent(now);
            } else {
                return;
            }
        }
    }

    private boolean mayGoOn() {
        return unanswered < receiveMaximum && window.open(journal.durableSeq());
    }

    /** A server put back by more than 30 days asks for what is not kept any more. */
    private void declareMissing(long seq) {
        long kept = journal.firstKeptFrom(seq);
        LOG.log(System.Logger.Level.WARNING, "readings {0} to {1} are not kept any more", seq, kept - 1);
        refusals.urge(chain.declareLost(new SeqRange(seq, kept - 1)));
        window.skipTo(kept);
    }

    /** Markers that declare a gap go before all else: until they arrive no ack can pass the gap. */
    private boolean sendUrgent(Connection open) {
        for (OptionalLong seq = refusals.urgent(); seq.isPresent(); seq = refusals.urgent()) {
            if (seq.getAsLong() > journal.durableSeq()) {
                return true;
            }
            if (unanswered >= receiveMaximum || !sendOne(open, seq.getAsLong())) {
                return false;
            }
            refusals.urgentSent();
        }
        return true;
    }

    private boolean sendOne(Connection open, long seq) {
        Optional<String> jws = journal.jws(seq);
        if (jws.isPresent() && !open.send(seq, jws.get())) {
            holdUntil = now() + FULL_MILLIS;
            return false;
        }
        unanswered++;
        return true;
    }

    public void publishState() {
        Connection open = connection;
        if (open != null && connected) {
            open.publishState(events.state(true));
        }
    }

    /** Says good-bye, if there is someone to say it to. */
    public void stop() {
        Connection open = connection;
        generation++;
        connection = null;
        if (open != null && connected) {
            open.sayGoodbye(events.state(false));
        } else if (open != null) {
            open.close();
        }
        connected = false;
    }

    /** When there is something to do next, if nothing happens before. */
    public long nextAt(long now) {
        if (connection == null) {
            return retryAt;
        }
        if (!connected) {
            return connectDueAt;
        }
        long next = Math.min(window.resendAt(), Math.min(refusals.nextAt(), agreement.nextAt()));
        if (mayGoOn()) {
            next = Math.min(next, Math.max(holdUntil, headKnown ? now : headDueAt));
        }
        return next;
    }

    public boolean connected() {
        return connected;
    }

    /** Why there was no connection last time, "" when there is none such. */
    public String lastProblem() {
        return lastProblem;
    }

    /** Letters from connections; those of an earlier connection are thrown away. */
    private final class Mail implements Connection.Listener {
        private final long from;

        Mail(long from) {
            this.from = from;
        }

        private void post(Runnable letter) {
            mailbox.execute(() -> {
                if (from == generation) {
                    letter.run();
                }
            });
        }

        @Override
        public void connected(int maximum) {
            post(() -> opened(maximum));
        }

        @Override
        public void answered(long seq, int reason) {
            post(() -> Courier.this.answered(seq, reason));
        }

        @Override
        public void ackArrived(byte[] payload, boolean retained) {
            post(() -> AckMessage.parse(payload).ifPresent(message -> arrived(message, retained)));
        }

        @Override
        public void configArrived(byte[] payload) {
            post(() -> events.configArrived(payload));
        }

        @Override
        public void ended(String why) {
            post(() -> drop(why, now()));
        }
    }

    private long now() {
        return mono.getAsLong();
    }

    private void opened(int maximum) {
        LOG.log(System.Logger.Level.INFO, "connected");
        connected = true;
        lastProblem = "";
        receiveMaximum = maximum;
        headDueAt = now() + HEAD_WAIT_MILLIS;
        startOver(now());
        events.changed();
        publishState();
    }

    /** Gives up the connection for one under the present certificate; what is on its way goes again. */
    public void connectAnew() {
        if (connection != null) {
            drop("connecting anew", now());
            backoff.reset();
            retryAt = now();
        }
    }

    private void drop(String why, long now) {
        Connection gone = connection;
        if (gone != null) {
            // Closing may wait for the network, which the agent's thread must not.
            Thread closer = new Thread(gone::close, "connection-closer");
            closer.setDaemon(true);
            closer.start();
        }
        ended(why, now);
    }

    private void ended(String why, long now) {
        long wait = backoff.nextMillis();
        if (!why.equals(lastProblem)) {
            LOG.log(System.Logger.Level.WARNING, "not connected: {0}", why);
        }
        generation++;
        connection = null;
        connected = false;
        headKnown = false;
        unanswered = 0;
        silentRounds = 0;
        agreement.forget();
        holdUntil = 0;
        lastProblem = why;
        retryAt = now + wait;
        events.changed();
    }

    private void answered(long seq, int reason) {
        unanswered = Math.max(0, unanswered - 1);
        if (reason < FIRST_FAILURE) {
            return;
        }
        if (holdUntil <= now()) {
            LOG.log(System.Logger.Level.WARNING, "the broker did not take reading {0}, reason {1}", seq, reason);
            startOver(now());
            holdUntil = now() + holdMillis;
            holdMillis = Math.min(2 * holdMillis, HOLD_MAX_MILLIS);
        }
    }

    private void arrived(AckMessage message, boolean retained) {
        if (message instanceof AckMessage.Ack ack) {
            if (!retained && ack.at() != null) {
                serverTime.sync(ack.at(), wall.instant());
            }
            acked(ack, retained);
        } else if (message instanceof AckMessage.Refused refused) {
            refused(refused);
        }
    }

    private void acked(AckMessage.Ack ack, boolean retained) {
        backoff.reset();
        headKnown = true;
        follow(agreement.take(ack, retained, now()));
    }

    private void follow(Agreement.Change change) {
        switch (change) {
            case NOTHING -> {}
            case PROGRESS -> {
                silentRounds = 0;
                holdMillis = HOLD_FIRST_MILLIS;
                window.acked(journal.ackedSeq(), now());
                refusals.acked(journal.ackedSeq());
            }
            case START_OVER -> {
                refusals.clear();
                startOver(now());
            }
        }
    }

    private void refused(AckMessage.Refused refused) {
        switch (refusals.refused(refused, now())) {
            case NOTHING -> {}
            case ASK_FOR_HEAD -> {
                Connection open = connection;
                if (open != null) {
                    open.subscribe();
                }
            }
            case HOLD -> holdUntil = now() + HOLD_MAX_MILLIS;
        }
    }
}
