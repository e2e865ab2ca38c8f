package io.weiyi.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.weiyi.agent.reading.Digest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorationTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final String SERVER_HEAD = Digest.ofAscii("what the server has");

    @TempDir
    Path folder;

    private Journal journal;

    @BeforeEach
    void open() {
        journal = Journal.open(folder.resolve("readings.mv"), 10_000_000);
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            append("old");
        }
        journal.commit();
    }

    private void append(String text) {
        long seq = journal.lastSeq() + 1;
        journal.append(seq, text + "-" + seq);
    }

    private Restoration restoration() {
        return new Restoration(journal, () -> append("restore"), jws -> append("again-" + jws));
    }

    private List<String> all() {
        List<String> all = new ArrayList<>();
        for (long seq = 1; seq <= journal.lastSeq(); seq++) {
            journal.jws(seq).ifPresent(all::add);
        }
        return all;
    }

    @Test
    void goOnAfter_serverAhead_unackedFollowsItsHead() {
        fill(5);
        journal.acknowledge(3, NOW);

        restoration().goOnAfter(100, SERVER_HEAD, NOW);

        assertThat(all())
                .containsExactly("old-1", "old-2", "old-3", "restore-101", "again-old-4-102", "again-old-5-103");
        assertThat(journal.ackedSeq()).isEqualTo(100);
        assertThat(journal.hash(100)).contains(SERVER_HEAD);
        assertThat(journal.pending()).isEqualTo(3);
    }

    @Test
    void goOnAfter_journalLost_startsBehindTheServersHead() {
        restoration().goOnAfter(7, SERVER_HEAD, NOW);

        assertThat(all()).containsExactly("restore-8");
    }

    @Test
    void goOnAfter_otherHistoryBelowOurs_writtenAgainInOrder() {
        fill(6);
        journal.acknowledge(5, NOW);

        restoration().goOnAfter(4, SERVER_HEAD, NOW);

        assertThat(all())
                .containsExactly("old-1", "old-2", "old-3", "old-4", "restore-5", "again-old-5-6", "again-old-6-7");
        assertThat(journal.hash(4)).contains(SERVER_HEAD);
    }

    @Test
    void goOnAfter_thenReopened_chainGoesOnFromTheSameHead() {
        fill(2);
        restoration().goOnAfter(50, SERVER_HEAD, NOW);
        String head = journal.head();
        journal.close();

        open();

        assertThat(journal.lastSeq()).isEqualTo(53);
        assertThat(journal.head()).isEqualTo(head);
        assertThat(journal.ackedSeq()).isEqualTo(50);
        assertThat(journal.hash(50)).contains(SERVER_HEAD);
    }

    @Test
    void finish_killedAtAnyStep_nothingLostNothingTwice() {
        fill(450);
        journal.acknowledge(20, NOW);
        int[] budget = {0};
        // Each run is killed a little later than the one before; the last one gets through.
        for (int kill = 1; kill < 1_000; kill += 37) {
            budget[0] = kill;
            Restoration mortal = new Restoration(journal, () -> append("restore"), jws -> {
                if (budget[0]-- == 0) {
                    throw new IllegalStateException("killed");
                }
                append("again-" + jws);
            });
            try {
                if (kill == 1) {
                    mortal.goOnAfter(600, SERVER_HEAD, NOW);
                } else {
                    mortal.finish(NOW);
                }
                break;
            } catch (IllegalStateException killed) {
                journal.abandon();
                open();
            }
        }

        List<String> all = all().subList(20, all().size());
        assertThat(all).hasSize(431);
        assertThat(all.get(0)).isEqualTo("restore-601");
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i)).isEqualTo("again-old-" + (20 + i) + "-" + (601 + i));
        }
    }
}
