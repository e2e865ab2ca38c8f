package io.weiyi.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.journal.Restoration;
import io.weiyi.agent.reading.Content;
import io.weiyi.agent.reading.Counters;
import io.weiyi.agent.reading.Digest;
import io.weiyi.agent.reading.Reading;
import io.weiyi.agent.reading.ReadingSigner;
import io.weiyi.agent.reading.ReadingType;
import io.weiyi.agent.reading.SeqRange;
import io.weiyi.agent.reading.Stamp;
import io.weiyi.agent.rig.TestAuthority;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The courier's decisions, second by second; the real connection has its own tests against a real broker. */
class CourierTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final String OTHER_HEAD = Digest.ofAscii("another history");
    private static final ReadingSigner SIGNER = signer();

    private Journal journal;
    private Courier courier;
    private Wire wire;
    private final List<String> asked = new ArrayList<>();
    private final ServerTime serverTime = new ServerTime();
    private long now = 5_000_000;
    private int opened;

    private static ReadingSigner signer() {
        try {
            KeyPair pair = TestAuthority.newPair();
            return new ReadingSigner(pair.getPrivate(), new TestAuthority().certify(pair.getPublic(), "d-1"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Wire implements Connection {
        final Listener listener;
        final List<Long> sent = new ArrayList<>();
        int room = Integer.MAX_VALUE;
        int states;
        int subscriptions;

        Wire(Listener listener) {
            this.listener = listener;
        }

        @Override
        public boolean send(long seq, String jws) {
            if (sent.size() >= room) {
                return false;
            }
            sent.add(seq);
            return true;
        }

        @Override
        public void publishState(byte[] payload) {
            states++;
        }

        @Override
        public void subscribe() {
            subscriptions++;
        }

        @Override
        public void sayGoodbye(byte[] payload) {
            asked.add("goodbye");
        }

        @Override
        public void close() {}
    }

    private final class Writer implements Chain {
        @Override
        public long declareLost(SeqRange lost) {
            asked.add("lost " + lost.from() + "-" + lost.to());
            long seq = append(Content.gap("i-1", stamp(), "process", lost));
            journal.declareLost(lost, seq);
            return seq;
        }

        @Override
        public void repeat(long seq) {
            asked.add("repeat " + seq);
            append(tick());
        }

        @Override
        public void restoreAfter(long seq, String head) {
            asked.add("restore " + seq);
        }
    }

    @BeforeEach
    void start(@TempDir Path folder) {
        journal = Journal.open(folder.resolve("readings.mv"), 10_000_000);
        LinkEvents events = new LinkEvents() {
            @Override
            public byte[] state(boolean online) {
                return new byte[0];
            }

            @Override
            public void configArrived(byte[] payload) {
                asked.add("config");
            }

            @Override
            public void changed() {}
        };
        CourierParts parts = new CourierParts(
                journal, new Writer(), serverTime, Clock.fixed(NOON, ZoneOffset.UTC), () -> now, Runnable::run, events);
        courier = new Courier(
                parts,
                (lastWill, listener) -> {
                    opened++;
                    wire = new Wire(listener);
                    return wire;
                },
                new Backoff(Duration.ofSeconds(60), new Random(1)));
    }

    @AfterEach
    void stop() {
        journal.close();
    }

    private static Stamp stamp() {
        return new Stamp("b-1", NOON, 1, null);
    }

    private static Content tick() {
        return new Content("i-1", "s-1", stamp(), ReadingType.SESSION_TICK, Counters.ZERO, "process", null, null, null);
    }

    private long append(Content content) {
        long seq = journal.lastSeq() + 1;
        journal.append(seq, SIGNER.sign(new Reading("d-1", seq, journal.head(), content)));
        return seq;
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            append(tick());
        }
        journal.commit();
    }

    /** Lets time pass as the agent's loop does. */
    private void pass(long millis) {
        now += millis;
        courier.tend(now);
        journal.commit();
        for (int i = 0; i < 10; i++) {
            courier.send(now);
        }
    }

    private void connect() {
        pass(0);
        wire.listener.connected(65_535);
        pass(1_000);
    }

    private void ack(long seq, boolean retained) {
        ack(seq, journal.hash(seq).orElseThrow(), retained);
    }

    private void ack(long seq, String head, boolean retained) {
        told("{\"seq\":" + seq + ",\"head\":\"" + head + "\",\"at\":\"2026-11-23T12:00:07Z\"}", retained);
    }

    private void told(String json, boolean retained) {
        wire.listener.ackArrived(json.getBytes(StandardCharsets.UTF_8), retained);
    }

    private static Long[] seqs(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toArray(Long[]::new);
    }

    @Test
    void send_backlog_inOrderAndNeverMoreThan500() {
        fill(700);
        connect();

        assertThat(wire.sent).containsExactly(seqs(1, 500));
        ack(200, false);
        pass(0);
        assertThat(wire.sent).containsExactly(seqs(1, 700));
        assertThat(journal.ackedSeq()).isEqualTo(200);
    }

    @Test
    void send_brokerTakesFew_onlyAsManyAtOnce() {
        fill(30);
        pass(0);
        wire.listener.connected(20);
        pass(1_000);

        assertThat(wire.sent).hasSize(20);
        wire.listener.answered(1, 0);
        pass(0);
        assertThat(wire.sent).hasSize(21);
    }

    @Test
    void send_connectionFull_goesOnLater() {
        fill(10);
        pass(0);
        wire.room = 4;
        wire.listener.connected(100);
        pass(1_000);
        assertThat(wire.sent).containsExactly(seqs(1, 4));
        wire.room = 100;
        pass(199);
        assertThat(wire.sent).hasSize(4);
        pass(1);

        assertThat(wire.sent).containsExactly(seqs(1, 10));
    }

    @Test
    void send_notCommitted_waits() {
        fill(1);
        connect();
        append(tick());
        courier.send(now);
        assertThat(wire.sent).containsExactly(1L);

        journal.commit();
        courier.send(now);
        assertThat(wire.sent).containsExactly(1L, 2L);
    }

    @Test
    void send_retainedAckNotYetThere_waitsASecondForIt() {
        fill(3);
        pass(0);
        wire.listener.connected(100);
        pass(999);
        assertThat(wire.sent).isEmpty();
        ack(2, true);
        pass(0);

        assertThat(wire.sent).containsExactly(3L);
    }

    @Test
    void tend_noAckFor30Seconds_sendsAgainFromTheLowest() {
        fill(30);
        connect();
        ack(3, false);
        wire.sent.clear();
        pass(29_999);
        assertThat(wire.sent).isEmpty();
        pass(1);

        assertThat(wire.sent).containsExactly(seqs(4, 23));
        ack(23, false);
        pass(0);
        assertThat(wire.sent).containsExactly(seqs(4, 30));
    }

    @Test
    void tend_noAckForRoundAfterRound_connectsAnew() {
        fill(1);
        connect();
        for (int i = 0; i < 10; i++) {
            pass(30_000);
        }
        pass(1_000);

        assertThat(opened).isEqualTo(2);
        assertThat(wire.sent).isEmpty();
    }

    @Test
    void answered_reasonAbove127_notSentAndTriedAgainLater() {
        fill(3);
        connect();
        wire.sent.clear();
        wire.listener.answered(2, 135);
        pass(4_999);
        assertThat(wire.sent).isEmpty();
        pass(1);

        assertThat(wire.sent).containsExactly(1L, 2L, 3L);
    }

    @Test
    void ended_connectionLost_triedAgainWithinTheBackoffAndSentAgain() {
        fill(2);
        connect();
        wire.listener.ended("cable");
        assertThat(courier.connected()).isFalse();
        assertThat(courier.lastProblem()).isEqualTo("cable");
        pass(500);

        assertThat(opened).isEqualTo(2);
        wire.listener.connected(100);
        pass(1_000);
        assertThat(wire.sent).containsExactly(1L, 2L);
        assertThat(courier.lastProblem()).isEmpty();
    }

    @Test
    void ended_brokerNeverAnswers_triedAgain() {
        pass(0);
        pass(30_000);
        pass(1_000);

        assertThat(opened).isEqualTo(2);
    }

    @Test
    void letters_ofAnEarlierConnection_thrownAway() {
        fill(2);
        connect();
        Wire old = wire;
        old.listener.ended("cable");
        old.listener.ackArrived("{\"seq\":1}".getBytes(StandardCharsets.UTF_8), false);
        old.listener.ended("again");
        old.listener.connected(5);

        assertThat(courier.connected()).isFalse();
        assertThat(journal.ackedSeq()).isZero();
    }

    @Test
    void acked_fresh_setsTheServersTime_butRetainedDoesNot() {
        fill(2);
        connect();
        ack(1, true);
        assertThat(serverTime.offsetMillis()).isNull();
        ack(2, false);

        assertThat(serverTime.offsetMillis()).isEqualTo(7_000);
    }

    @Test
    void acked_retainedLowerThanOurs_sentAgainFromThere() {
        fill(5);
        journal.acknowledge(4, NOON);
        connect();
        assertThat(wire.sent).containsExactly(5L);
        ack(1, true);
        pass(0);

        assertThat(wire.sent).containsExactly(5L, 2L, 3L, 4L, 5L);
        assertThat(journal.ackedSeq()).isEqualTo(1);
    }

    @Test
    void acked_lowerOvertakenByHigher_nothingSentAgain() {
        fill(5);
        connect();
        ack(5, false);
        ack(3, false);
        ack(5, false);
        pass(10_000);

        assertThat(wire.sent).containsExactly(seqs(1, 5));
        assertThat(journal.ackedSeq()).isEqualTo(5);
    }

    @Test
    void acked_lowerAndNothingHigherFollows_sentAgainFromThere() {
        fill(5);
        connect();
        ack(5, false);
        ack(3, false);
        pass(4_999);
        assertThat(wire.sent).hasSize(5);
        pass(1);

        assertThat(wire.sent).endsWith(4L, 5L).hasSize(7);
    }

    @Test
    void acked_lowerThanWhatIsKept_missingOnesDeclaredLost() {
        fill(6);
        journal.acknowledge(5, NOON);
        journal.trim(NOON.plus(Duration.ofDays(31)));
        assertThat(journal.firstSeq()).isEqualTo(6);
        connect();
        wire.sent.clear();
        ack(2, OTHER_HEAD, true);
        pass(0);
        pass(0);

        assertThat(asked).containsExactly("lost 3-5");
        assertThat(wire.sent).containsOnlyOnce(6L).contains(7L);
    }

    @Test
    void acked_backBehindARestore_holeOfTheOtherHistoryDeclaredLost() {
        fill(3);
        journal.acknowledge(3, NOON);
        new Restoration(journal, () -> append(tick()), jws -> {}).goOnAfter(50, OTHER_HEAD, NOON);
        connect();
        assertThat(wire.sent).containsExactly(51L);
        ack(1, true);
        pass(0);
        pass(0);

        assertThat(asked).containsExactly("lost 4-50");
        assertThat(wire.sent).startsWith(51L, 2L, 3L, 51L, 52L);
    }

    @Test
    void acked_otherHeadOrAheadOfUs_restoreAsked() {
        fill(2);
        connect();
        ack(2, OTHER_HEAD, true);
        ack(9, OTHER_HEAD, false);

        assertThat(asked).containsExactly("restore 2", "restore 9");
    }

    @Test
    void acked_aheadOfUsWithoutHead_saysNothing() {
        fill(2);
        connect();
        ack(9, "", false);

        assertThat(asked).isEmpty();
        assertThat(journal.ackedSeq()).isZero();
    }

    @Test
    void refused_badOne_declaredLostAndMarkerSentBeforeAllElse() {
        fill(700);
        connect();
        wire.sent.clear();
        told("{\"seq\":2,\"refused\":\"malformed\"}", false);
        told("{\"seq\":3,\"refused\":\"too-big\"}", false);
        ack(1, false);
        pass(1_000);

        assertThat(asked).containsExactly("lost 2-3");
        assertThat(wire.sent).contains(701L);
        wire.sent.clear();
        pass(30_000);
        assertThat(wire.sent).startsWith(701L, 4L, 5L).doesNotContain(2L, 3L);
        ack(701, false);
        assertThat(journal.pending()).isZero();
    }

    @Test
    void refused_toldTwice_declaredOnce() {
        fill(3);
        connect();
        told("{\"seq\":2,\"refused\":\"bad-signature\"}", false);
        pass(1_000);
        told("{\"seq\":2,\"refused\":\"bad-signature\"}", false);
        pass(1_000);

        assertThat(asked).containsExactly("lost 2-2");
    }

    @Test
    void refused_gapMarkerItself_neverDeclaredByAnother() {
        fill(2);
        connect();
        told("{\"seq\":1,\"refused\":\"bad-signature\"}", false);
        pass(1_000);
        for (int i = 0; i < 5; i++) {
            told("{\"seq\":3,\"refused\":\"bad-signature\"}", false);
            pass(30_000);
        }

        assertThat(asked).containsExactly("lost 1-1");
    }

    @Test
    void refused_outsideOfWhatWasSent_ignored() {
        fill(3);
        connect();
        ack(2, false);
        told("{\"seq\":1,\"refused\":\"malformed\"}", false);
        told("{\"seq\":4,\"refused\":\"malformed\"}", false);
        told("{\"seq\":900719925474099,\"refused\":\"malformed\"}", false);
        told("{\"seq\":3,\"refused\":\"\\u0000 unheard of\"}", false);
        pass(2_000);

        assertThat(asked).isEmpty();
    }

    @Test
    void refused_conflict_asksForTheHeadThenRepeatsTheReading() {
        fill(3);
        connect();
        told("{\"seq\":2,\"refused\":\"seq-conflict\"}", false);
        assertThat(wire.subscriptions).isEqualTo(1);
        assertThat(asked).isEmpty();
        pass(30_000);
        told("{\"seq\":2,\"refused\":\"seq-conflict\"}", false);
        pass(1_000);

        assertThat(asked).containsExactly("repeat 2", "lost 2-2");
    }

    @Test
    void refused_wrongDevice_waitsTenMinutesForTheManager() {
        fill(1);
        connect();
        told("{\"seq\":1,\"refused\":\"wrong-device\"}", false);
        pass(599_000);
        assertThat(asked).isEmpty();
        told("{\"seq\":1,\"refused\":\"wrong-device\"}", false);
        pass(2_000);
        assertThat(asked).isEmpty();
        told("{\"seq\":1,\"refused\":\"wrong-device\"}", false);
        pass(1_000);

        assertThat(asked).containsExactly("lost 1-1");
    }

    @Test
    void refused_wrongDeviceForAWholeBacklog_waitsOnceAndNotOnceForEachWindow() {
        fill(1_200);
        connect();
        told("{\"seq\":1,\"refused\":\"wrong-device\"}", false);
        pass(600_000);
        for (int seq = 1; seq <= 1_200; seq++) {
            told("{\"seq\":" + seq + ",\"refused\":\"wrong-device\"}", false);
        }
        pass(1_000);

        assertThat(asked).containsExactly("lost 1-1200");
    }

    @Test
    void refused_revoked_restsAMinute() {
        fill(1);
        connect();
        wire.sent.clear();
        told("{\"seq\":1,\"refused\":\"revoked\"}", false);
        fill(1);
        pass(59_000);
        assertThat(wire.sent).isEmpty();
        pass(1_000);

        assertThat(wire.sent).isNotEmpty();
    }

    @Test
    void stop_connected_saysGoodbye() {
        connect();
        courier.stop();

        assertThat(asked).containsExactly("goodbye");
        assertThat(courier.connected()).isFalse();
    }
}
