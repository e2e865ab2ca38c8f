package io.weiyi.agent.journal;

import io.weiyi.agent.reading.Digest;
import io.weiyi.agent.reading.SeqRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * The readings of this device on disk, by seq. What was appended counts only after {@link #commit()} has returned: then it
 * is synced, together with the state of the open sessions, and outlives a kill or a power cut. One thread uses it.
 */
public final class Journal implements AutoCloseable {
    private static final String ACKED_SEQ = "acked.seq";
    private static final String BASE_SEQ = "base.seq";
    private static final String BASE_HEAD = "base.head";
    private static final String NOTE = "note.";
    private static final String NO_HEAD = "";
    private static final Duration RETENTION = Duration.ofDays(30);
    private static final long HOUR_SECONDS = 3600;
    /** What an entry costs on disk for each byte of text, in tenths: the store writes in blocks and leaves holes. */
    private static final long DISK_TENTHS = 27;
    /** What an entry costs beside its text: key, page and tree. */
    private static final long ENTRY_OVERHEAD_BYTES = 64;
    /** A commit writes whole blocks for little text; after so many of them it is worth gathering what is left of them. */
    private static final int COMMITS_PER_COMPACTION = 64;

    private static final int COMPACTION_FILL_PERCENT = 50;
    private static final int COMPACTION_BYTES = 4 * 1024 * 1024;
    /** How long the store leaves old blocks alone after they went out of use: a crash may need them. */
    private static final int RETAIN_MILLIS = 45_000;

    /** The last tenth is kept for starts and ends of sessions. */
    private static final long RESERVE_SHARE = 10;

    private final MVStore store;
    private final MVMap<Long, String> readings;
    private final MVMap<Long, Long> ackedByHour;
    private final LostRanges lost;
    private final MVMap<String, String> sessions;
    private final MVMap<String, String> meta;
    private final long limitBytes;
    private long bytes;
    private long durableSeq;
    private long headSeq;
    private String head;
    private long acked;
    private int commits;

    private Journal(MVStore store, long limitBytes) {
        this.store = store;
        this.limitBytes = limitBytes;
        this.readings = store.openMap("readings", StoreFile.longsTo(StringDataType.INSTANCE));
        this.ackedByHour = store.openMap("ackedByHour", StoreFile.longsTo(LongDataType.INSTANCE));
        this.lost = new LostRanges(store.openMap("gaps", StoreFile.longsTo(StringDataType.INSTANCE)));
        this.sessions = store.openMap("sessions", StoreFile.textToText());
        this.meta = store.openMap("meta", StoreFile.textToText());
        // After a restore the chain hangs on the server's head, which this journal does not hold itself.
        long base = metaNumber(BASE_SEQ);
        Long lastKey = readings.lastKey();
        boolean onBase = lastKey == null || lastKey <= base;
        this.headSeq = onBase ? base : lastKey;
        this.head = onBase ? metaText(BASE_HEAD) : Digest.ofAscii(held(readings.get(lastKey)));
        this.durableSeq = headSeq;
        this.acked = metaNumber(ACKED_SEQ);
    }

    /** Opens or makes the file; a file that cannot be read is refused with {@link JournalFailure}. */
    public static Journal open(Path file, long limitBytes) {
        return open(file, limitBytes, RETAIN_MILLIS);
    }

    static Journal open(Path file, long limitBytes, int retainMillis) {
        Journal journal = open(file, limitBytes, true);
        journal.store.setRetentionTime(retainMillis);
        journal.commit();
        return journal;
    }

    /** Opens an existing file to look at it only. */
    public static Journal openReadOnly(Path file) {
        return open(file, Long.MAX_VALUE, false);
    }

    private static Journal open(Path file, long limitBytes, boolean toWrite) {
        MVStore store = StoreFile.open(file, toWrite);
        try {
            Journal journal = new Journal(store, limitBytes);
            journal.check();
            return journal;
        } catch (RuntimeException e) {
            store.closeImmediately();
            throw StoreFile.failure("the journal " + file + " is damaged", e);
        }
    }

    /** Reads every entry once: a hole or a torn page shows here and not when the entry is needed. */
    private void check() {
        long expected = readings.isEmpty() ? 0 : readings.firstKey();
        long base = metaNumber(BASE_SEQ);
        for (Map.Entry<Long, String> entry : readings.entrySet()) {
            long seq = entry.getKey();
            // A restore may leave a hole: it jumps to the seq after the server's head.
            boolean restored = seq == base + 1 && seq > expected;
            if (seq != expected && !restored) {
                throw new IllegalStateException("seq " + expected + " is missing");
            }
            expected = seq + 1;
            bytes += cost(entry.getValue());
        }
    }

    /** The last seq written, 0 when nothing was. */
    public long lastSeq() {
        return headSeq;
    }

    /** The hash of the last JWS written, "" when nothing was. */
    public String head() {
        return head;
    }

    /** The last seq that is safe on disk; nothing after it may be sent. */
    public long durableSeq() {
        return durableSeq;
    }

    /** All up to this one are the server's; 0 when none is. */
    public long ackedSeq() {
        return acked;
    }

    public long pending() {
        return headSeq - acked;
    }

    /** The first seq still kept, or the one after the last when nothing is. */
    public long firstSeq() {
        return readings.isEmpty() ? headSeq + 1 : readings.firstKey();
    }

    /** The first seq from one on that is still kept, or the one after the last when none is. */
    public long firstKeptFrom(long seq) {
        Long kept = guarded(() -> readings.ceilingKey(seq));
        return kept == null ? headSeq + 1 : kept;
    }

    public Optional<String> jws(long seq) {
        return Optional.ofNullable(guarded(() -> readings.get(seq)));
    }

    /** The hash of the JWS at a seq, as far as it is known. */
    public Optional<String> hash(long seq) {
        // Seq 0, before all readings, is the base of a journal that was never restored.
        return seq == metaNumber(BASE_SEQ) ? Optional.of(metaText(BASE_HEAD)) : jws(seq).map(Digest::ofAscii);
    }

    public void append(long seq, String jws) {
        if (seq != headSeq + 1) {
            throw new IllegalArgumentException("seq " + seq + " does not follow " + headSeq);
        }
        guarded(() -> readings.put(seq, jws));
        headSeq = seq;
        head = Digest.ofAscii(jws);
        bytes += cost(jws);
    }

    /** Makes everything so far durable: returns only after the disk has it. */
    public void commit() {
        guarded(() -> {
            if (store.hasUnsavedChanges()) {
                store.commit();
                store.sync();
                commits++;
            }
            return store;
        });
        durableSeq = headSeq;
    }

    /** The server has everything up to a seq. */
    public void acknowledge(long seq, Instant now) {
        guarded(() -> {
            setAcked(seq);
            ackedByHour.put(Math.floorDiv(now.getEpochSecond(), HOUR_SECONDS), seq);
            lost.forgetUpTo(seq);
            return seq;
        });
    }

    /** The server lost what came after a seq: everything after it is to be delivered again. */
    public void forgetAcksAfter(long seq) {
        guarded(() -> {
            setAcked(seq);
            for (Iterator<Long> hours = ackedByHour.keyIterator(null); hours.hasNext(); ) {
                Long hour = hours.next();
                if (held(ackedByHour.get(hour)) > seq) {
                    ackedByHour.remove(hour);
                }
            }
            return seq;
        });
    }

    private void setAcked(long seq) {
        meta.put(ACKED_SEQ, Long.toString(seq));
        acked = seq;
    }

    /** Drops what was acked more than 30 days ago, more of the acked when room is short, and gathers what is left. */
    public void trim(Instant now) {
        long oldestHour = Math.floorDiv(now.minus(RETENTION).getEpochSecond(), HOUR_SECONDS);
        guarded(() -> {
            for (Long hour = ackedByHour.firstKey(); hour != null && hour < oldestHour; hour = ackedByHour.firstKey()) {
                dropUpTo(held(ackedByHour.remove(hour)), Long.MAX_VALUE);
            }
            if (room() != Room.AMPLE) {
                dropUpTo(ackedSeq(), limitBytes / RESERVE_SHARE);
            }
            if (commits >= COMMITS_PER_COMPACTION) {
                commits = 0;
                store.compact(COMPACTION_FILL_PERCENT, COMPACTION_BYTES);
                store.sync();
            }
            return now;
        });
    }

    /** The last reading always stays: the chain goes on from it. */
    private void dropUpTo(long seq, long enoughBytes) {
        long freed = 0;
        Long first = readings.firstKey();
        while (first != null && first <= seq && first < headSeq && freed < enoughBytes) {
            long cost = cost(held(readings.remove(first)));
            freed += cost;
            bytes -= cost;
            first = readings.firstKey();
        }
    }

    public Room room() {
        if (bytes >= limitBytes) {
            return Room.NONE;
        }
        return bytes >= limitBytes - limitBytes / RESERVE_SHARE ? Room.TIGHT : Room.AMPLE;
    }

    /** What the journal takes on disk, reckoned from what it holds. */
    public long bytes() {
        return bytes;
    }

    /** What is known of the open session of each instrument, as the session room wrote it. */
    public Map<String, String> openSessions() {
        return guarded(() -> new HashMap<>(sessions));
    }

    public void keepSession(String instrument, String state) {
        guarded(() -> sessions.put(instrument, state));
    }

    public void dropSession(String instrument) {
        guarded(() -> sessions.remove(instrument));
    }

    /** A note of another room under its own key, kept with the readings of the same commit. */
    public Optional<String> note(String key) {
        return metaValue(NOTE + key);
    }

    /** Keeps a note, or forgets it when it is null. */
    public void keepNote(String key, @Nullable String text) {
        setMetaValue(NOTE + key, text);
    }

    /** Remembers that a signed marker declares a range lost: the range is not sent again. */
    public void declareLost(SeqRange range, long markerSeq) {
        guarded(() -> {
            lost.declare(range, markerSeq);
            return markerSeq;
        });
    }

    /** The marker that declares a seq lost, if one does. */
    public Optional<Gap> gapOver(long seq) {
        return guarded(() -> lost.over(seq));
    }

    /** The seqs of the markers that declare gaps, as far as no ack has passed them. */
    public SortedSet<Long> gapMarkers() {
        return guarded(lost::markers);
    }

    /** Starts the chain anew after the server's head; what was not delivered must have been taken out before. */
    void restartAfter(long seq, String serverHead, Instant now) {
        guarded(() -> {
            lost.clear();
            meta.put(BASE_SEQ, Long.toString(seq));
            meta.put(BASE_HEAD, serverHead);
            return seq;
        });
        headSeq = seq;
        head = serverHead;
        acknowledge(seq, now);
    }

    /** Moves the entries after a seq aside, where {@link Restoration} takes them from. */
    void moveAsideAfter(long seq, int batch) {
        MVMap<Long, String> aside = aside();
        guarded(() -> {
            Long key = readings.higherKey(seq);
            for (int moved = 0; key != null; key = readings.higherKey(seq)) {
                String jws = held(readings.remove(key));
                bytes -= cost(jws);
                aside.put(key, jws);
                if (++moved % batch == 0) {
                    store.commit();
                }
            }
            return seq;
        });
    }

    /** Takes the next entry that was moved aside. */
    @Nullable
    String takeAside() {
        return guarded(() -> {
            MVMap<Long, String> aside = aside();
            Long key = aside.firstKey();
            return key == null ? null : aside.remove(key);
        });
    }

    Optional<String> metaValue(String key) {
        return Optional.ofNullable(guarded(() -> meta.get(key)));
    }

    void setMetaValue(String key, @Nullable String value) {
        guarded(() -> value == null ? meta.remove(key) : meta.put(key, value));
    }

    private MVMap<Long, String> aside() {
        return store.openMap("aside", StoreFile.longsTo(StringDataType.INSTANCE));
    }

    private long metaNumber(String key) {
        String value = meta.get(key);
        return value == null ? 0 : Long.parseLong(value);
    }

    private String metaText(String key) {
        return meta.getOrDefault(key, NO_HEAD);
    }

    /** What a map gives for a key that it holds. */
    private static <T> T held(@Nullable T value) {
        return Objects.requireNonNull(value, "a key without a value");
    }

    private static long cost(String jws) {
        return (jws.length() + ENTRY_OVERHEAD_BYTES) * DISK_TENTHS / 10;
    }

    private <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (MVStoreException e) {
            throw new JournalFailure("the disk of the journal failed: " + e.getMessage(), e, false);
        }
    }

    @Override
    public void close() {
        guarded(() -> {
            store.close();
            return store;
        });
    }

    /** Lets go of the file without another write, for a store that has failed. */
    public void abandon() {
        store.closeImmediately();
    }
}
