package io.weiyi.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weiyi.agent.reading.Digest;
import io.weiyi.agent.reading.SeqRange;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final long AMPLE = 10_000_000;

    @TempDir
    Path folder;

    private Journal open() {
        return Journal.open(folder.resolve("readings.mv"), AMPLE);
    }

    private static void fill(Journal journal, int count) {
        for (int i = 0; i < count; i++) {
            long seq = journal.lastSeq() + 1;
            journal.append(seq, "reading-" + seq);
        }
        journal.commit();
    }

    @Test
    void open_newFile_empty() {
        try (Journal journal = open()) {
            assertThat(journal.lastSeq()).isZero();
            assertThat(journal.head()).isEmpty();
            assertThat(journal.hash(0)).contains("");
            assertThat(journal.firstSeq()).isEqualTo(1);
        }
    }

    @Test
    void append_committed_thereAfterReopening() {
        try (Journal journal = open()) {
            fill(journal, 3);
            journal.keepSession("i-1", "state");
            journal.acknowledge(2, NOW);
            journal.commit();
        }
        try (Journal journal = open()) {
            assertThat(journal.lastSeq()).isEqualTo(3);
            assertThat(journal.head()).isEqualTo(Digest.ofAscii("reading-3"));
            assertThat(journal.jws(2)).contains("reading-2");
            assertThat(journal.hash(1)).contains(Digest.ofAscii("reading-1"));
            assertThat(journal.ackedSeq()).isEqualTo(2);
            assertThat(journal.pending()).isEqualTo(1);
            assertThat(journal.openSessions()).isEqualTo(Map.of("i-1", "state"));
        }
    }

    @Test
    void append_notCommitted_notDurable() {
        try (Journal journal = open()) {
            fill(journal, 1);
            journal.append(2, "reading-2");

            assertThat(journal.durableSeq()).isEqualTo(1);
            assertThat(journal.lastSeq()).isEqualTo(2);
        }
    }

    @Test
    void append_outOfOrder_refused() {
        try (Journal journal = open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> journal.append(2, "x"));
        }
    }

    @Test
    void open_tornLastWrite_fallsBackToTheCommitBefore() throws IOException {
        try (Journal journal = open()) {
            fill(journal, 50);
        }
        Path file = folder.resolve("readings.mv");
        byte[] whole = Files.readAllBytes(file);
        Journal journal = open();
        fill(journal, 1);
        journal.abandon();
        // The last commit reached the disk only in part.
        try (RandomAccessFile torn = new RandomAccessFile(file.toFile(), "rw")) {
            long end = torn.length();
            torn.setLength(Math.max(whole.length + 100, end - 700));
        }

        try (Journal reopened = open()) {
            assertThat(reopened.lastSeq()).isBetween(50L, 51L);
            assertThat(reopened.jws(50)).contains("reading-50");
            fill(reopened, 1);
        }
    }

    @Test
    void open_garbage_failsInOneWay() throws IOException {
        Files.write(folder.resolve("readings.mv"), new byte[20_000]);

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        JournalFailure.class,
                        failure -> assertThat(failure.damaged()).isTrue());
    }

    @Test
    void open_usedByAnother_isNoDamage() {
        try (Journal journal = open()) {
            fill(journal, 1);
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(
                            JournalFailure.class,
                            failure -> assertThat(failure.damaged()).isFalse());
        }
    }

    @Test
    void open_entryMissing_failsInOneWay() {
        try (Journal journal = open()) {
            fill(journal, 5);
        }
        try (var store =
                org.h2.mvstore.MVStore.open(folder.resolve("readings.mv").toString())) {
            store.openMap(
                            "readings",
                            new org.h2.mvstore.MVMap.Builder<Long, String>()
                                    .keyType(org.h2.mvstore.type.LongDataType.INSTANCE)
                                    .valueType(org.h2.mvstore.type.StringDataType.INSTANCE))
                    .remove(3L);
            store.commit();
        }

        assertThatThrownBy(this::open).isInstanceOf(JournalFailure.class).hasMessageContaining("damaged");
    }

    @Test
    void trim_ackedThirtyDaysAgo_dropped() {
        try (Journal journal = open()) {
            fill(journal, 10);
            journal.acknowledge(4, NOW);
            journal.acknowledge(6, NOW.plus(Duration.ofDays(2)));

            journal.trim(NOW.plus(Duration.ofDays(30)));
            assertThat(journal.firstSeq()).isEqualTo(1);

            journal.trim(NOW.plus(Duration.ofDays(31)));
            assertThat(journal.firstSeq()).isEqualTo(5);
            assertThat(journal.ackedSeq()).isEqualTo(6);
        }
    }

    @Test
    void trim_allAcked_lastOneStays() {
        try (Journal journal = open()) {
            fill(journal, 10);
            journal.acknowledge(10, NOW);

            journal.trim(NOW.plus(Duration.ofDays(365)));

            assertThat(journal.firstSeq()).isEqualTo(10);
            assertThat(journal.lastSeq()).isEqualTo(10);
        }
    }

    @Test
    void trim_roomShort_dropsAckedButNeverUnacked() {
        try (Journal journal = Journal.open(folder.resolve("small.mv"), 10_000)) {
            while (journal.room() == Room.AMPLE) {
                fill(journal, 1);
            }
            long last = journal.lastSeq();
            journal.trim(NOW);
            assertThat(journal.firstSeq()).isEqualTo(1);

            journal.acknowledge(last - 1, NOW);
            journal.trim(NOW);

            assertThat(journal.room()).isEqualTo(Room.AMPLE);
            assertThat(journal.firstSeq()).isGreaterThan(1);
            assertThat(journal.jws(last)).isPresent();
        }
    }

    @Test
    void room_fillsUp_tightThenNone() {
        try (Journal journal = Journal.open(folder.resolve("small.mv"), 10_000)) {
            assertThat(journal.room()).isEqualTo(Room.AMPLE);
            while (journal.bytes() < 9_000) {
                fill(journal, 1);
            }
            assertThat(journal.room()).isEqualTo(Room.TIGHT);
            while (journal.bytes() < 10_000) {
                fill(journal, 1);
            }
            assertThat(journal.room()).isEqualTo(Room.NONE);
        }
    }

    @Test
    void forgetAcksAfter_lowerSeq_pendingAgain() {
        try (Journal journal = open()) {
            fill(journal, 10);
            journal.acknowledge(9, NOW);

            journal.forgetAcksAfter(3);

            assertThat(journal.pending()).isEqualTo(7);
            journal.trim(NOW.plus(Duration.ofDays(365)));
            assertThat(journal.firstSeq()).isEqualTo(1);
        }
    }

    @Test
    void gapOver_declared_untilItsMarkerIsAcked() {
        try (Journal journal = open()) {
            fill(journal, 10);
            journal.declareLost(new SeqRange(4, 6), 8);

            assertThat(journal.gapOver(3)).isEmpty();
            assertThat(journal.gapOver(4)).map(Gap::markerSeq).contains(8L);
            assertThat(journal.gapOver(6)).isPresent();
            assertThat(journal.gapOver(7)).isEmpty();

            journal.acknowledge(7, NOW);
            assertThat(journal.gapOver(5)).isPresent();
            journal.acknowledge(8, NOW);
            assertThat(journal.gapOver(5)).isEmpty();
        }
    }
}
