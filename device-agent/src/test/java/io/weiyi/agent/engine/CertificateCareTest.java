package io.weiyi.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.identity.DeviceIdentity;
import io.weiyi.agent.identity.Enrolment;
import io.weiyi.agent.link.ServerTime;
import io.weiyi.agent.rig.TestAuthority;
import io.weiyi.agent.rig.TestBroker;
import io.weiyi.agent.rig.TestServer;
import io.weiyi.agent.session.Timepiece;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateCareTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @TempDir
    Path folder;

    private final Queue<Runnable> mail = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<DeviceIdentity> renewed = new ArrayList<>();
    private AgentHome home;
    private DeviceIdentity identity;
    private Instant now = Instant.now();
    private long mono;
    private boolean refusing;
    private boolean sameAgain;
    private CertificateCare care;

    @BeforeEach
    void enrol() throws Exception {
        home = new AgentHome(folder.resolve("home"));
        home.create();
        TestBroker unused = new TestBroker(folder, AUTHORITY);
        try (TestServer server = new TestServer(unused, AUTHORITY, List.of("i-1")).startHttp()) {
            identity = new Enrolment(home, "1.0.0").enrol(server.url(), AUTHORITY.code(), "lab", true);
        }
        care = new CertificateCare(
                identity,
                this::answer,
                new Timepiece(new Wall(), () -> mono),
                new ServerTime(),
                mail::add,
                renewed::add,
                RandomGenerator.getDefault());
    }

    private DeviceIdentity answer(DeviceIdentity before) throws Refusal {
        asked.incrementAndGet();
        if (refusing) {
            throw new Refusal("not now");
        }
        if (sameAgain) {
            return before;
        }
        try {
            return before.renewed(
                    home, TestAuthority.pem(AUTHORITY.certify(before.certificateRequest(), before.deviceId())));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void work(Duration later) {
        now = now.plus(later);
        mono += later.toMillis();
        care.work(mono);
    }

    private void read(int letters) {
        for (int i = 0; i < letters; i++) {
            await().until(() -> !mail.isEmpty());
            mail.remove().run();
        }
    }

    @Test
    void dueAt_afterTwoThirdsOfItsLife_andWellBeforeItExpires() {
        Duration life = Duration.between(identity.certificateValidFrom(), identity.certificateExpiresAt());
        assertThat(care.dueAt())
                .isBetween(
                        identity.certificateValidFrom()
                                .plus(life.multipliedBy(2).dividedBy(3)),
                        identity.certificateExpiresAt().minus(life.dividedBy(5)));
    }

    @Test
    void work_beforeItIsDue_asksNobody() {
        work(Duration.ofDays(200));
        assertThat(asked).hasValue(0);
    }

    @Test
    void work_due_asksOnceAndTellsOnTheAgentsThread() {
        work(Duration.between(now, care.dueAt()).plusSeconds(1));
        work(Duration.ofSeconds(1));
        assertThat(renewed).isEmpty();
        read(1);
        assertThat(asked).hasValue(1);
        assertThat(renewed).hasSize(1);
    }

    @Test
    void work_theSameCertificateAgain_isNoReasonToConnectAnew() {
        sameAgain = true;
        work(Duration.between(now, care.dueAt()).plusSeconds(1));
        read(1);
        work(Duration.ofSeconds(1));
        assertThat(asked).hasValue(1);
        assertThat(renewed).isEmpty();
    }

    @Test
    void work_refused_triedAgainLaterAndLater() {
        refusing = true;
        work(Duration.between(now, care.dueAt()).plusSeconds(1));
        read(1);
        work(Duration.ofMinutes(29));
        assertThat(asked).hasValue(1);
        work(Duration.ofMinutes(32));
        read(1);
        assertThat(asked).hasValue(2);
        work(Duration.ofMinutes(59));
        assertThat(asked).hasValue(2);
        for (int day = 0; day < 30; day++) {
            work(Duration.ofDays(1));
            read(1);
        }
        assertThat(asked).hasValue(32);
        refusing = false;
        work(Duration.ofDays(1));
        read(1);
        assertThat(renewed).hasSize(1);
    }

    /** A clock that stands where the test has put it. */
    private final class Wall extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
