package io.weiyi.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of the journal when the power goes in the middle of a write, over and over with other halves. */
class PowerCutTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final long AMPLE = 10_000_000;
    private static final int SECTOR = 512;
    /** The store's blocks begin at multiples of this. */
    private static final int BLOCK = 4096;

    private static final Pattern HEADER = Pattern.compile("chunk:[^\n]*version:([0-9a-f]+)[^\n]*\n");
    private static final int CUTS = Integer.getInteger("weiyi.cuts", 200);

    @TempDir
    Path folder;

    private static String reading(long seq) {
        return "reading-" + seq + "-" + "x".repeat(600);
    }

    private static void append(Journal journal) {
        long seq = journal.lastSeq() + 1;
        journal.append(seq, reading(seq));
        journal.keepSession("i-1", "state " + seq);
        if (seq % 7 == 0) {
            journal.acknowledge(seq - 5, NOW);
        }
        journal.commit();
    }

    /** Commits readings, then one more of which only some sectors reached the disk. */
    @Test
    void commit_someSectorsOfItMissing_everythingBeforeItIsThere() throws IOException {
        long seed = Long.getLong("weiyi.seed", System.nanoTime());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Path file = folder.resolve("readings.mv");
        Journal journal = Journal.open(file, AMPLE);
        for (int i = 0; i < 40; i++) {
            append(journal);
        }
        for (int cut = 0; cut < CUTS; cut++) {
            byte[] before = Files.readAllBytes(file);
            long durable = journal.durableSeq();
            append(journal);
            byte[] after = Files.readAllBytes(file);
            Path torn = folder.resolve("torn.mv");
            Files.write(torn, torn(before, after, random));
            try (Journal reopened = Journal.open(torn, AMPLE)) {
                assertThat(reopened.lastSeq()).as("seed %d, cut %d", seed, cut).isBetween(durable, durable + 1);
                intact(reopened, "seed " + seed + ", cut " + cut);
                append(reopened);
            }
            if (journal.lastSeq() % 100 == 0) {
                journal.trim(NOW);
            }
        }
        journal.close();
    }

    /** Some of the sectors that differ are as they were, and the file may not have grown yet. */
    private static byte[] torn(byte[] before, byte[] after, RandomGenerator random) {
        byte[] torn = after.clone();
        for (int at = 0; at < torn.length; at += SECTOR) {
            int end = Math.min(at + SECTOR, torn.length);
            if (!Arrays.equals(slice(before, at, end), slice(after, at, end)) && random.nextBoolean()) {
                byte[] old = slice(before, at, end);
                System.arraycopy(old, 0, torn, at, old.length);
            }
        }
        int grown = Math.max(0, torn.length - before.length);
        return Arrays.copyOf(torn, torn.length - (grown == 0 ? 0 : random.nextInt(grown + 1)));
    }

    private static byte[] slice(byte[] whole, int from, int to) {
        return Arrays.copyOf(Arrays.copyOfRange(whole, Math.min(from, whole.length), Math.max(from, to)), to - from);
    }

    private static void intact(Journal journal, String when) {
        for (long seq = journal.firstSeq(); seq <= journal.lastSeq(); seq++) {
            assertThat(journal.jws(seq)).as(when).contains(reading(seq));
        }
        assertThat(journal.openSessions()).as(when).isEqualTo(Map.of("i-1", "state " + journal.lastSeq()));
    }

    /** A tail that is cut off or overwritten anywhere: a shorter journal without a wrong reading, or damage that is told. */
    @Test
    void tail_cutOrSpoiltAnywhere_shorterOrToldAsDamaged() throws IOException {
        long seed = Long.getLong("weiyi.seed", System.nanoTime());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Path file = folder.resolve("readings.mv");
        try (Journal journal = Journal.open(file, AMPLE)) {
            for (int i = 0; i < 60; i++) {
                append(journal);
            }
        }
        byte[] whole = Files.readAllBytes(file);
        int opened = 0;
        for (int cut = 0; cut < CUTS; cut++) {
            int at = random.nextInt(whole.length);
            byte[] spoilt = random.nextBoolean() ? Arrays.copyOf(whole, at) : whole.clone();
            if (spoilt.length == whole.length) {
                Arrays.fill(spoilt, at, Math.min(whole.length, at + 1 + random.nextInt(8 * SECTOR)), (byte) 0);
            }
            Path torn = folder.resolve("torn.mv");
            Files.write(torn, spoilt);
            try (Journal reopened = Journal.open(torn, AMPLE)) {
                opened++;
                assertThat(reopened.lastSeq()).as("seed %d, cut %d", seed, cut).isBetween(0L, 60L);
                for (long seq = reopened.firstSeq(); seq <= reopened.lastSeq(); seq++) {
                    // What is spoilt inside a text fails its signature at the server, which a gap marker then answers.
                    assertThat(reopened.jws(seq))
                            .as("seed %d, cut %d", seed, cut)
                            .isPresent();
                }
            } catch (JournalFailure e) {
                assertThat(e.damaged())
                        .as("seed %d, cut %d: %s, because of %s", seed, cut, e, e.getCause())
                        .isTrue();
                assertThat(nobodyHolds(torn))
                        .as("seed %d, cut %d: %s", seed, cut, e.getCause())
                        .isTrue();
            }
        }
        assertThat(opened).isPositive();
    }

    /** Each byte of the newest block's header spoilt in turn: whatever stops the library, it lets go of the file. */
    @Test
    void header_spoiltAnywhere_fileIsLetGo() throws IOException {
        Path file = folder.resolve("readings.mv");
        try (Journal journal = Journal.open(file, AMPLE)) {
            for (int i = 0; i < 60; i++) {
                append(journal);
            }
        }
        byte[] whole = Files.readAllBytes(file);
        Path torn = folder.resolve("torn.mv");
        int start = newestBlock(whole);
        for (int at = start; whole[at] != '\n'; at++) {
            byte[] spoilt = whole.clone();
            spoilt[at] = 'z';
            Files.write(torn, spoilt);
            try (Journal reopened = Journal.open(torn, AMPLE)) {
                assertThat(reopened.lastSeq()).as("byte %d", at - start).isBetween(0L, 60L);
            } catch (JournalFailure e) {
                assertThat(e.damaged())
                        .as("byte %d: %s, because of %s", at - start, e, e.getCause())
                        .isTrue();
            }
            assertThat(nobodyHolds(torn)).as("byte %d", at - start).isTrue();
        }
    }

    private static int newestBlock(byte[] whole) {
        int newest = -1;
        long newestVersion = -1;
        for (int at = 2 * BLOCK; at < whole.length; at += BLOCK) {
            Matcher header = HEADER.matcher(new String(slice(whole, at, at + BLOCK), StandardCharsets.ISO_8859_1));
            if (header.lookingAt() && Long.parseLong(header.group(1), 16) > newestVersion) {
                newestVersion = Long.parseLong(header.group(1), 16);
                newest = at;
            }
        }
        assertThat(newest).isPositive();
        return newest;
    }

    /** A file still held could not be put aside on Windows, and would be refused as in use when it is opened again. */
    private static boolean nobodyHolds(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException held) {
            return false;
        }
    }
}
