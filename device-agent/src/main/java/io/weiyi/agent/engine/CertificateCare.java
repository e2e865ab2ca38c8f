package io.weiyi.agent.engine;

import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.identity.DeviceIdentity;
import io.weiyi.agent.link.ServerTime;
import io.weiyi.agent.session.Timepiece;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Sees to it that the certificate is renewed long before it expires: when two thirds of its life are over and a little later
 * still, so that a thousand agents enrolled in one week do not come in one hour. It asks on a thread of its own, for an
 * answer may take long; what comes of it is told on the agent's thread.
 */
final class CertificateCare {
    private static final System.Logger LOG = System.getLogger(CertificateCare.class.getName());
    private static final int JITTER_SHARE = 12;
    private static final int FIRST_WAIT_SHARE = 500;
    private static final int LONGEST_WAIT_SHARE = 50;
    private static final Duration FIRST_WAIT_MIN = Duration.ofSeconds(1);
    private static final Duration FIRST_WAIT_MAX = Duration.ofHours(1);
    private static final Duration LONGEST_WAIT_MIN = Duration.ofSeconds(4);
    private static final Duration LONGEST_WAIT_MAX = Duration.ofDays(1);

    private final Asking asking;
    private final Timepiece timepiece;
    private final ServerTime serverTime;
    private final Executor mailbox;
    private final Consumer<DeviceIdentity> renewed;
    private final RandomGenerator random;
    private DeviceIdentity identity;
    private Instant dueAt;
    private long waitMillis;
    private long longestWaitMillis;
    private long retryAt = Long.MIN_VALUE;
    private boolean underWay;

    /** Asks for the next certificate and waits for the answer. */
    interface Asking {
        DeviceIdentity renew(DeviceIdentity identity) throws Refusal;
    }

    /** @param renewed hears of the new certificate, on the thread of the mailbox */
    CertificateCare(
            DeviceIdentity identity,
            Asking asking,
            Timepiece timepiece,
            ServerTime serverTime,
            Executor mailbox,
            Consumer<DeviceIdentity> renewed,
            RandomGenerator random) {
        this.identity = identity;
        this.asking = asking;
        this.timepiece = timepiece;
        this.serverTime = serverTime;
        this.mailbox = mailbox;
        this.renewed = renewed;
        this.random = random;
        this.dueAt = plan();
    }

    private Instant plan() {
        Duration life = Duration.between(identity.certificateValidFrom(), identity.certificateExpiresAt());
        waitMillis = within(life.dividedBy(FIRST_WAIT_SHARE), FIRST_WAIT_MIN, FIRST_WAIT_MAX);
        longestWaitMillis = within(life.dividedBy(LONGEST_WAIT_SHARE), LONGEST_WAIT_MIN, LONGEST_WAIT_MAX);
        long jitter = random.nextLong(Math.max(1, life.toMillis() / JITTER_SHARE));
        return identity.certificateValidFrom()
                .plus(life.multipliedBy(2).dividedBy(3))
                .plusMillis(jitter);
    }

    private static long within(Duration wish, Duration least, Duration most) {
        return Math.max(least.toMillis(), Math.min(most.toMillis(), wish.toMillis()));
    }

    /** When the next certificate is asked for, in the server's time. */
    Instant dueAt() {
        return dueAt;
    }

    /** Begins to ask when the time has come. */
    void work(long now) {
        if (underWay || now < retryAt || serverTime.of(timepiece.now()).isBefore(dueAt)) {
            return;
        }
        underWay = true;
        LOG.log(System.Logger.Level.INFO, "asks for the next certificate");
        Thread asker = new Thread(this::ask, "certificate-renewal");
        asker.setDaemon(true);
        asker.start();
    }

    private void ask() {
        try {
            DeviceIdentity next = asking.renew(identity);
            mailbox.execute(() -> succeeded(next));
        } catch (Refusal | RuntimeException e) {
            mailbox.execute(() -> failed(String.valueOf(e.getMessage())));
        }
    }

    private void succeeded(DeviceIdentity next) {
        underWay = false;
        boolean same = next.hasCertificateOf(identity);
        identity = next;
        dueAt = plan();
        // A clock far ahead would find the next one due at once, and the connection would never live to set it right.
        retryAt = timepiece.monoMillis() + waitMillis;
        if (same) {
            LOG.log(System.Logger.Level.INFO, "has the newest certificate already");
            return;
        }
        LOG.log(System.Logger.Level.INFO, "has a certificate until {0}", next.certificateExpiresAt());
        renewed.accept(next);
    }

    private void failed(String why) {
        underWay = false;
        retryAt = timepiece.monoMillis() + waitMillis / 2 + random.nextLong(waitMillis / 2 + 1);
        waitMillis = Math.min(2 * waitMillis, longestWaitMillis);
        LOG.log(
                System.Logger.Level.WARNING,
                "the certificate, good until {0}, was not renewed: {1}",
                identity.certificateExpiresAt(),
                why);
    }
}
