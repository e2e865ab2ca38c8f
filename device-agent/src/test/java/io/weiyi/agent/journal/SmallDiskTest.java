package io.weiyi.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weiyi.agent.rig.SmallDisk;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal on a disk that is full or may not be written. */
class SmallDiskTest {
    private static final long AMPLE = 100_000_000;

    @TempDir
    Path folder;

    private static void append(Journal journal) {
        long seq = journal.lastSeq() + 1;
        journal.append(seq, seq + "-" + "x".repeat(600));
        journal.commit();
    }

    @Test
    void commit_diskFull_failsAndKeepsWhatWasCommitted() {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 4)) {
            Path file = disk.folder().resolve("readings.mv");
            Journal journal = Journal.open(file, AMPLE);
            for (int i = 0; i < 20; i++) {
                append(journal);
            }
            disk.fill();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            append(journal);
                        }
                    })
                    .isInstanceOfSatisfying(
                            JournalFailure.class,
                            failure -> assertThat(failure.damaged()).isFalse());
            long durable = journal.durableSeq();
            journal.abandon();
            assertThat(durable).isGreaterThanOrEqualTo(20);

            disk.free();
            try (Journal reopened = Journal.open(file, AMPLE)) {
                assertThat(reopened.lastSeq()).isBetween(durable, durable + 1);
                for (long seq = 1; seq <= reopened.lastSeq(); seq++) {
                    assertThat(reopened.jws(seq)).contains(seq + "-" + "x".repeat(600));
                }
                append(reopened);
            }
        }
    }

    @Test
    void open_diskFull_isNoDamage() {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 4)) {
            Path file = disk.folder().resolve("readings.mv");
            try (Journal journal = Journal.open(file, AMPLE)) {
                append(journal);
            }
            disk.fill();
            assertNoDamage(file);
            disk.free();
            try (Journal journal = Journal.open(file, AMPLE)) {
                assertThat(journal.lastSeq()).isEqualTo(1);
            }
        }
    }

    @Test
    void open_readOnlyDisk_isNoDamage() {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 4)) {
            Path file = disk.folder().resolve("readings.mv");
            try (Journal journal = Journal.open(file, AMPLE)) {
                append(journal);
            }
            assertThat(disk.readOnly(true)).isTrue();
            assertThatThrownBy(() -> Journal.open(file, AMPLE))
                    .isInstanceOfSatisfying(
                            JournalFailure.class,
                            failure -> assertThat(failure.damaged()).isFalse());
            assertThat(disk.readOnly(false)).isTrue();
            try (Journal journal = Journal.open(file, AMPLE)) {
                append(journal);
                assertThat(journal.lastSeq()).isEqualTo(2);
            }
        }
    }

    /** Opening may succeed without a write; if it does not, nothing is put aside for it. */
    private static void assertNoDamage(Path file) {
        try (Journal journal = Journal.open(file, AMPLE)) {
            assertThat(journal.lastSeq()).isEqualTo(1);
        } catch (JournalFailure e) {
            assertThat(e.damaged()).as(e.toString()).isFalse();
        }
    }
}
