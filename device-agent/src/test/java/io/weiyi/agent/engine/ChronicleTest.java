package io.weiyi.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.agent.config.ServerSettings;
import io.weiyi.agent.config.ServerSettings.NextBooking;
import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.journal.Room;
import io.weiyi.agent.link.ServerTime;
import io.weiyi.agent.reading.Cause;
import io.weiyi.agent.reading.Content;
import io.weiyi.agent.reading.Counters;
import io.weiyi.agent.reading.Digest;
import io.weiyi.agent.reading.Reading;
import io.weiyi.agent.reading.ReadingFormat;
import io.weiyi.agent.reading.ReadingSigner;
import io.weiyi.agent.reading.ReadingType;
import io.weiyi.agent.reading.SeqRange;
import io.weiyi.agent.rig.TestAuthority;
import io.weiyi.agent.session.Timepiece;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChronicleTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456Z");

    @TempDir
    Path folder;

    private Journal journal;
    private Chronicle chronicle;
    private ServerSettings serverSettings = ServerSettings.NONE;

    @BeforeEach
    void open() throws Exception {
        open(10_000_000);
    }

    private void open(long limit) throws Exception {
        KeyPair pair = TestAuthority.newPair();
        ReadingSigner signer =
                new ReadingSigner(pair.getPrivate(), new TestAuthority().certify(pair.getPublic(), "d-1"));
        journal = Journal.open(folder.resolve(limit + ".mv"), limit);
        chronicle = new Chronicle(
                journal,
                signer,
                new Chronicle.DeviceVoice("d-1", "i-1", "process"),
                new Timepiece(Clock.fixed(NOON, ZoneOffset.UTC), () -> 77),
                new ServerTime(),
                () -> serverSettings);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private Content session(ReadingType type) {
        return new Content("i-1", "s-1", chronicle.stamp(), type, new Counters(1, 1), "process", null, null, null);
    }

    private List<Reading> readings() {
        List<Reading> all = new ArrayList<>();
        for (long seq = 1; seq <= journal.lastSeq(); seq++) {
            journal.jws(seq).map(ReadingFormat::ofJws).ifPresent(all::add);
        }
        return all;
    }

    private static boolean is(Reading reading, String markerCause) {
        return reading.content().isMarker(markerCause);
    }

    @Test
    void write_oneAfterAnother_eachNamesTheOneBefore() {
        chronicle.write(session(ReadingType.SESSION_START));
        chronicle.mark(Cause.CLOCK);

        List<Reading> readings = readings();
        assertThat(readings).extracting(Reading::seq).containsExactly(1L, 2L);
        assertThat(readings.get(0).prev()).isEmpty();
        assertThat(readings.get(1).prev())
                .isEqualTo(Digest.ofAscii(journal.jws(1).orElseThrow()));
        assertThat(readings.get(1).content().stamp().at()).isEqualTo(Instant.parse("2026-11-23T12:00:00.123Z"));
        assertThat(readings.get(1).content().stamp().monoMillis()).isEqualTo(77);
    }

    @Test
    void write_journalNearlyFull_saysSoOnceLeavesTicksOutAndKeepsEnds() throws Exception {
        open(60_000);
        while (journal.room() == Room.AMPLE) {
            chronicle.write(session(ReadingType.SESSION_TICK));
        }
        int before = readings().size();
        for (int i = 0; i < 10; i++) {
            chronicle.write(session(ReadingType.SESSION_TICK));
            chronicle.mark(Cause.ALIVE);
        }
        chronicle.write(session(ReadingType.SESSION_END));

        List<Reading> after = readings().subList(before, readings().size());
        assertThat(after).hasSize(2);
        assertThat(is(after.get(0), Cause.OVERFLOW)).isTrue();
        assertThat(after.get(1).content().type()).isEqualTo(ReadingType.SESSION_END);
    }

    @Test
    void write_ackedMakesRoom_ticksComeBack() throws Exception {
        open(60_000);
        while (journal.room() == Room.AMPLE) {
            chronicle.write(session(ReadingType.SESSION_TICK));
        }
        chronicle.write(session(ReadingType.SESSION_TICK));
        journal.acknowledge(journal.lastSeq(), NOON);
        long last = journal.lastSeq();

        chronicle.write(session(ReadingType.SESSION_TICK));

        // The second marker says up to where something is missing.
        assertThat(journal.lastSeq()).isEqualTo(last + 2);
        assertThat(readings())
                .filteredOn(reading -> is(reading, Cause.OVERFLOW))
                .hasSize(2);
        assertThat(readings().get(readings().size() - 1).content().type()).isEqualTo(ReadingType.SESSION_TICK);
    }

    @Test
    void write_journalFull_neverBeyondItsBound() throws Exception {
        open(60_000);
        for (int i = 0; i < 300; i++) {
            chronicle.write(session(ReadingType.SESSION_START));
        }

        assertThat(journal.bytes()).isLessThan(65_000);
        assertThat(readings())
                .filteredOn(reading -> is(reading, Cause.OVERFLOW))
                .hasSize(1);
    }

    @Test
    void declareLost_range_signedMarkerThatTheJournalKnows() {
        for (int i = 0; i < 4; i++) {
            chronicle.write(session(ReadingType.SESSION_TICK));
        }
        long marker = chronicle.declareLost(new SeqRange(2, 3));

        assertThat(marker).isEqualTo(5);
        assertThat(readings().get(4).content().lost()).isEqualTo(new SeqRange(2, 3));
        assertThat(journal.gapOver(3)).isPresent();
    }

    @Test
    void restoreAfter_serverAhead_contentStaysChainIsNewAndOldGapsAreLeftOut() {
        chronicle.write(session(ReadingType.SESSION_START));
        chronicle.write(session(ReadingType.SESSION_TICK));
        chronicle.declareLost(new SeqRange(1, 1));
        chronicle.write(session(ReadingType.SESSION_END));
        String serverHead = Digest.ofAscii("theirs");

        chronicle.restoreAfter(90, serverHead);

        List<Reading> readings = readings();
        assertThat(readings).extracting(Reading::seq).containsExactly(91L, 92L, 93L, 94L);
        assertThat(readings.get(0).prev()).isEqualTo(serverHead);
        assertThat(is(readings.get(0), Cause.RESTORE)).isTrue();
        assertThat(readings)
                .extracting(reading -> reading.content().type())
                .containsExactly(
                        ReadingType.MARKER,
                        ReadingType.SESSION_START,
                        ReadingType.SESSION_TICK,
                        ReadingType.SESSION_END);
        assertThat(readings.get(3).content()).isEqualTo(session(ReadingType.SESSION_END));
        for (int i = 1; i < readings.size(); i++) {
            assertThat(readings.get(i).prev())
                    .isEqualTo(Digest.ofAscii(journal.jws(90 + i).orElseThrow()));
        }
    }

    @Test
    void bookingNow_fromTheServersSettings_thatOfTheInstrumentAndTime() {
        serverSettings = new ServerSettings(
                1,
                null,
                null,
                Map.of(),
                List.of(
                        new NextBooking("76", "i-2", NOON, NOON.plus(Duration.ofHours(1))),
                        new NextBooking("77", "i-1", NOON, NOON.plus(Duration.ofHours(1)))));

        assertThat(chronicle.bookingNow("i-1")).contains("77");
        assertThat(chronicle.bookingNow("i-3")).isEmpty();
    }
}
