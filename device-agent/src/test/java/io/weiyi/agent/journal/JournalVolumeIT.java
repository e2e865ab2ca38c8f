package io.weiyi.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.h2.store.fs.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much disk the journal really takes, commit by commit, as it does in life. */
class JournalVolumeIT {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final String READING = "x".repeat(640);
    private static final long MEGABYTE = 1024 * 1024;

    /** In memory: thousands of real syncs would measure the disk, not the journal. */
    private static final Path FILE = Path.of("memFS:volume.mv");

    @AfterEach
    void delete() {
        FileUtils.delete(FILE.toString());
    }

    private static Journal open() {
        // Old blocks are used again at once; in life that happens after 45 seconds.
        return Journal.open(FILE, 100 * MEGABYTE, 0);
    }

    private static void append(Journal journal) {
        long seq = journal.lastSeq() + 1;
        journal.append(seq, seq + READING);
        journal.keepSession("i-1", "state " + seq);
        journal.commit();
    }

    private static long fileBytes() {
        return FileUtils.size(FILE.toString());
    }

    @Test
    void append_oneByOne_fileStaysWithinWhatIsReckoned() {
        try (Journal journal = open()) {
            for (int i = 1; i <= 1_000; i++) {
                append(journal);
                if (i % 60 == 0) {
                    journal.trim(NOW);
                }
            }
            assertThat(fileBytes()).isLessThan(journal.bytes() + 4 * MEGABYTE);
        }
    }

    @Test
    void trim_monthsOfAckedReadings_fileStopsGrowing() {
        Instant now = NOW;
        long early = 0;
        try (Journal journal = open()) {
            for (int i = 1; i <= 1_600; i++) {
                append(journal);
                journal.acknowledge(i, now);
                // 500 readings a month.
                now = now.plusSeconds(5_200);
                if (i % 60 == 0) {
                    journal.trim(now);
                }
                early = i == 800 ? fileBytes() : early;
            }
            assertThat(fileBytes()).isLessThan(early + MEGABYTE);
        }
    }

    @Test
    void append_sixtyDaysOfTicksOffline_thereIsStillRoom() {
        // As large as the ticks of a booked session are, beside each one the state of the session.
        String tick = "x".repeat(720);
        try (Journal journal = Journal.open(FILE, 256 * MEGABYTE, 0)) {
            for (int minute = 1; minute <= 60 * 24 * 60; minute++) {
                long seq = journal.lastSeq() + 1;
                journal.append(seq, tick);
                journal.keepSession("i-1", "state " + seq);
                // Every minute is committed in life; ten at a time cost the same room and a tenth of the time.
                if (minute % 10 == 0) {
                    journal.commit();
                }
                if (minute % 600 == 0) {
                    journal.trim(NOW);
                }
            }
            assertThat(journal.room()).isEqualTo(Room.AMPLE);
            assertThat(journal.pending()).isEqualTo(86_400);
            assertThat(fileBytes()).isLessThan(256 * MEGABYTE);
        }
    }
}
