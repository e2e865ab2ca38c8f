package io.weiyi.metering.ingest;

import io.weiyi.metering.Accepted;
import io.weiyi.metering.Flag;
import io.weiyi.metering.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Moves a device's head over readings in the order of their seq. Pure: from the head as it is, the readings that wait and
 * those that are new, it finds the new head, what goes into sessions now, and which soft problems each reading has.
 *
 * <p>A reading beyond a missing seq is kept and waits. The head passes a missing seq only when it arrives or when a signed
 * gap marker declares it lost. When neither happens for ten minutes, what waits goes into its sessions all the same, with
 * the flag {@code seq-gap}; the head, and with it the ack and the covered time, still stays.
 */
final class HeadWalk {

    private final Limits limits;
    private final Instant now;
    private final List<Accepted> steps = new ArrayList<>();
    private boolean cloned;

    private HeadWalk(Limits limits, Instant now) {
        this.limits = limits;
        this.now = now;
    }

    /**
     * @param waiting committed readings above the head, those of earlier batches
     * @param fresh readings of this batch above the head, none of them in {@code waiting}
     */
    static Result walk(DeviceHead head, Waiting waiting, Collection<Reading> fresh, Limits limits, Instant now) {
        return new HeadWalk(limits, now).go(head, waiting, fresh);
    }

    /**
     * Readings that wait above a head, or a page of them.
     *
     * @param markers gap markers beyond the page, which may declare lost what is missing before it
     * @param loadedTo the last seq of a page after which there are more; nothing beyond it may be judged yet
     */
    record Waiting(Collection<Reading> readings, Collection<Reading> markers, long loadedTo) {

        static Waiting all(Collection<Reading> readings) {
            return new Waiting(readings, List.of(), Long.MAX_VALUE);
        }

        boolean hasMore() {
            return loadedTo != Long.MAX_VALUE;
        }
    }

    private Result go(DeviceHead start, Waiting waiting, Collection<Reading> fresh) {
        TreeMap<Long, Reading> ahead = new TreeMap<>();
        waiting.readings().forEach(reading -> ahead.put(reading.seq(), reading));
        fresh.forEach(reading -> ahead.put(reading.seq(), reading));
        List<Reading> told = new ArrayList<>(ahead.values());
        told.addAll(waiting.markers());
        TreeMap<Long, Long> gaps = gaps(told);
        DeviceHead head = start;
        TreeSet<Long> passed = new TreeSet<>();
        for (Reading reading : ahead.values()) {
            long expected = head.lastSeq() + 1;
            boolean jumped = reading.seq() > expected;
            boolean unseen = reading.seq() > waiting.loadedTo();
            if (unseen || jumped && !declaredLost(gaps, expected, reading.seq() - 1)) {
                break;
            }
            head = pass(head, reading, jumped);
            passed.add(reading.seq());
        }
        ahead.keySet().removeAll(passed);
        return new Result(wait(start, head, ahead, waiting), steps, cloned);
    }

    private static TreeMap<Long, Long> gaps(Collection<Reading> readings) {
        TreeMap<Long, Long> gaps = new TreeMap<>();
        for (Reading reading : readings) {
            Long from = reading.fromSeq();
            Long to = reading.toSeq();
            if (reading.isGap() && from != null && to != null) {
                gaps.merge(from, to, Math::max);
            }
        }
        return gaps;
    }

    /** Whether signed gaps cover every seq from one to another, inclusive. */
    private static boolean declaredLost(TreeMap<Long, Long> gaps, long from, long to) {
        long open = from;
        for (var gap : gaps.entrySet()) {
            if (gap.getKey() <= open && gap.getValue() >= open) {
                open = gap.getValue() + 1;
            }
        }
        return open > to;
    }

    private DeviceHead pass(DeviceHead head, Reading reading, boolean jumped) {
        TreeSet<String> flags = flags(reading);
        if (jumped) {
            flags.add(Flag.SEQ_GAP);
        } else if (!reading.prev().equals(head.lastHash())) {
            flags.add(Flag.CHAIN_BREAK);
        }
        DeviceHead moved = head;
        if (!reading.boot().equals(head.lastBoot())) {
            boolean again = head.seenBoots().contains(reading.boot());
            // A journal that was put back sends old readings again under their old boot. Only a reading that was made
            // after
            // another agent had begun proves that two are alive.
            boolean alive = head.bootSince() == null || reading.at().isAfter(head.bootSince());
            if (again && alive) {
                flags.add(Flag.CLONE);
                cloned = true;
            }
            if (!again || alive) {
                moved = moved.withBoot(reading.boot(), reading.at());
            }
        }
        boolean late = reading.seq() <= head.appliedSeq();
        steps.add(new Accepted(reading, flags, jumped, late));
        return moved.withHead(reading.seq(), reading.hash(), reading.at(), now);
    }

    private TreeSet<String> flags(Reading reading) {
        return ownFlags(reading, limits, now);
    }

    /** What is wrong with a reading whatever comes before it. */
    static TreeSet<String> ownFlags(Reading reading, Limits limits, Instant receivedAt) {
        TreeSet<String> flags = new TreeSet<>();
        boolean skewed = reading.offMs() != null
                && reading.offset().minus(limits.serverOffset()).abs().compareTo(limits.skew()) > 0;
        if (skewed || reading.at().isAfter(receivedAt.plus(limits.future()))) {
            flags.add(Flag.CLOCK_SKEW);
        }
        return flags;
    }

    /** What is still beyond a missing seq waits, or has waited long enough. */
    private DeviceHead wait(DeviceHead start, DeviceHead head, TreeMap<Long, Reading> ahead, Waiting waiting) {
        if (ahead.isEmpty()) {
            // With more behind the page somebody must come back, even if nothing new arrives.
            return head.withWaiting(head.lastSeq(), head.lastSeq(), waiting.hasMore() ? now : null);
        }
        boolean sameHole = start.holeSince() != null && start.lastSeq() == head.lastSeq();
        Instant since = sameHole && start.holeSince() != null ? start.holeSince() : now;
        long applied = head.appliedSeq();
        if (!since.plus(limits.patience()).isAfter(now)) {
            NavigableMap<Long, Reading> seen = ahead.headMap(waiting.loadedTo(), true);
            for (Reading reading : seen.tailMap(applied, false).values()) {
                TreeSet<String> flags = flags(reading);
                flags.add(Flag.SEQ_GAP);
                steps.add(new Accepted(reading, flags, true, false));
            }
            applied = seen.isEmpty() ? applied : seen.lastKey();
        }
        return head.withWaiting(ahead.lastKey(), applied, since);
    }

    /**
     * Limits of soft problems.
     *
     * @param skew how far a device's clock may be off
     * @param future how far a reading may lie ahead of its receipt
     * @param patience how long readings wait for a missing one
     * @param serverOffset how far the demo has moved the server's own clock, which is no fault of the device
     */
    record Limits(Duration skew, Duration future, Duration patience, Duration serverOffset) {}

    /**
     * @param cloned whether two live agents were seen under this identity
     */
    record Result(DeviceHead head, List<Accepted> steps, boolean cloned) {}
}
