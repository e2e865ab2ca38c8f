package io.weiyi.metering.ingest;

import io.weiyi.booking.Bookings;
import io.weiyi.metering.Accepted;
import io.weiyi.metering.ControlReadings;
import io.weiyi.metering.Flag;
import io.weiyi.metering.MeteringConfig;
import io.weiyi.metering.Reading;
import io.weiyi.metering.SessionKeeper;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Commits a batch of inspected messages, grouped by device, under the lock of each device's head and in the running
 * transaction. What it answers may be told to the devices once the transaction is committed, and not before.
 */
@Singleton
class BatchCommit {

    /** So much is done in one transaction; the rest is come back to. */
    private static final int PAGES_MAX = 50;

    private final HeadRows heads;
    private final ReadingRows readings;
    private final QuarantineRows quarantine;
    private final SessionKeeper sessions;
    private final ControlReadings controls;
    private final Bookings bookings;
    private final HeadWalk.Limits limits;

    BatchCommit(
            HeadRows heads,
            ReadingRows readings,
            QuarantineRows quarantine,
            SessionKeeper sessions,
            ControlReadings controls,
            Bookings bookings,
            MeteringConfig config,
            @ConfigProperty(name = "weiyi.demo.enabled") boolean demo,
            @ConfigProperty(name = "weiyi.demo.clock-offset", defaultValue = "PT0S") Duration clockOffset) {
        this.heads = heads;
        this.readings = readings;
        this.quarantine = quarantine;
        this.sessions = sessions;
        this.controls = controls;
        this.bookings = bookings;
        this.limits = new HeadWalk.Limits(
                config.skew(), config.future(), config.holePatience(), demo ? clockOffset : Duration.ZERO);
    }

    /** What devices are to be told. */
    record Outcome(List<DeviceHead> acks, List<Message.Bad> refusals) {}

    Outcome commit(Collection<Message> messages, Instant now) {
        Map<String, List<Message>> byDevice =
                messages.stream().collect(Collectors.groupingBy(Message::device, TreeMap::new, Collectors.toList()));
        return commit(byDevice, now);
    }

    /** Looks again at devices whose missing reading was waited for long enough. */
    void settle(Instant now, int most) {
        Map<String, List<Message>> nothingNew = new TreeMap<>();
        heads.impatient(now.minus(limits.patience()), most).forEach(device -> nothingNew.put(device, List.of()));
        commit(nothingNew, now);
    }

    private Outcome commit(Map<String, List<Message>> byDevice, Instant now) {
        if (byDevice.isEmpty()) {
            return new Outcome(List.of(), List.of());
        }
        Map<String, HeadRows.Locked> locked = heads.lock(byDevice.keySet());
        List<DeviceBatch> batches = new ArrayList<>();
        List<Message.Bad> refused = new ArrayList<>();
        byDevice.forEach((device, messages) -> {
            HeadRows.Locked head = locked.get(device);
            DeviceBatch batch = head == null ? null : sort(head, messages, refused, now);
            if (head == null) {
                messages.forEach(
                        message -> refused.add(message.refused(Refusal.WRONG_DEVICE, "there is no such device")));
            } else if (batch != null) {
                batches.add(batch);
            }
        });
        readings.insert(
                batches.stream().flatMap(batch -> batch.rows(limits).stream()).toList());
        Map<String, List<Accepted>> steps = new LinkedHashMap<>();
        Map<Long, Instant> covered = new TreeMap<>();
        for (DeviceBatch batch : batches) {
            steps.put(batch.device(), judged(batch));
            batch.covered(covered);
        }
        sessions.take(steps, now);
        controls.take(steps.values().stream().flatMap(List::stream).toList());
        doubtAfterConflicts(steps.keySet(), refused);
        if (!covered.isEmpty()) {
            bookings.covered(covered);
        }
        heads.update(batches.stream().map(batch -> batch.walked().head()).toList());
        heads.seen(locked.keySet(), now);
        quarantine.insert(refused);
        List<DeviceHead> acks =
                batches.stream().map(batch -> batch.walked().head()).toList();
        return new Outcome(acks, refused);
    }

    /** Tells good from bad as only the device's head and rights can. Null when nothing of the batch may be believed. */
    private @Nullable DeviceBatch sort(
            HeadRows.Locked locked, List<Message> messages, List<Message.Bad> refused, Instant now) {
        Map<Long, Message.Good> candidates = new LinkedHashMap<>();
        for (Message message : messages) {
            if (locked.revoked()) {
                refused.add(message.refused(Refusal.REVOKED, "the device is revoked"));
            } else if (message instanceof Message.Bad bad) {
                refused.add(bad);
            } else if (message instanceof Message.Good good) {
                candidate(locked, good, candidates, refused);
            }
        }
        if (locked.revoked()) {
            return null;
        }
        Map<Long, Message.Good> fresh = unknown(locked.head(), candidates, refused);
        DeviceHead head = locked.head();
        List<Reading> ahead = new ArrayList<>();
        List<Accepted> late = new ArrayList<>();
        for (Message.Good good : fresh.values()) {
            if (good.reading().seq() > head.lastSeq()) {
                ahead.add(good.reading());
            } else {
                // It was declared lost and has come all the same: a fact like any other.
                late.add(new Accepted(good.reading(), new TreeSet<>(Set.of(Flag.SEQ_GAP)), false, true));
            }
        }
        return new DeviceBatch(locked, fresh, late, walk(head, ahead, now));
    }

    /** Walks over what waits page by page, as far as it goes. */
    private HeadWalk.Result walk(DeviceHead start, List<Reading> fresh, Instant now) {
        List<Accepted> steps = new ArrayList<>();
        boolean cloned = false;
        DeviceHead head = start;
        List<Reading> left = fresh;
        long from = start.lastSeq();
        for (int page = 0; page < PAGES_MAX; page++) {
            HeadWalk.Waiting waiting = readings.waiting(head, from);
            HeadWalk.Result walked = HeadWalk.walk(head, waiting, left, limits, now);
            long before = head.lastSeq();
            head = walked.head();
            steps.addAll(walked.steps());
            cloned |= walked.cloned();
            // Behind a hole that stays, the way goes on after what is in the sessions already.
            long next = head.lastSeq() > before ? head.lastSeq() : head.appliedSeq();
            if (!waiting.hasMore() || next <= from) {
                break;
            }
            from = next;
            left = left.stream().filter(reading -> reading.seq() > next).toList();
        }
        return new HeadWalk.Result(head, steps, cloned);
    }

    private static void candidate(
            HeadRows.Locked locked, Message.Good good, Map<Long, Message.Good> candidates, List<Message.Bad> refused) {
        Reading reading = good.reading();
        if (!locked.mayReport(reading)) {
            refused.add(good.refused(Refusal.WRONG_DEVICE, "the device does not watch this instrument"));
            return;
        }
        Message.Good same = candidates.putIfAbsent(reading.seq(), good);
        if (same != null && !same.reading().hash().equals(reading.hash())) {
            refused.add(good.refused(Refusal.SEQ_CONFLICT, "another reading has this seq"));
        }
    }

    /** Leaves out what is committed already: the same again is a duplicate, something else under its seq a conflict. */
    private Map<Long, Message.Good> unknown(
            DeviceHead head, Map<Long, Message.Good> candidates, List<Message.Bad> refused) {
        List<Long> perhaps =
                candidates.keySet().stream().filter(seq -> seq <= head.maxSeq()).toList();
        if (perhaps.isEmpty()) {
            return candidates;
        }
        Map<Long, String> committed = readings.hashes(head.device(), perhaps);
        Map<Long, Message.Good> unknown = new LinkedHashMap<>(candidates);
        committed.forEach((seq, hash) -> {
            Message.Good good = unknown.remove(seq);
            if (good != null && !good.reading().hash().equals(hash)) {
                refused.add(good.refused(Refusal.SEQ_CONFLICT, "another reading has this seq"));
            }
        });
        return unknown;
    }

    /** Its readings on their way into sessions, with what the batch has shown of the device itself. */
    private List<Accepted> judged(DeviceBatch batch) {
        boolean cloned = batch.locked().cloned() || batch.walked().cloned();
        if (batch.walked().cloned()) {
            heads.markCloned(batch.device());
            sessions.doubt(batch.device(), Flag.CLONE);
        }
        if (!cloned) {
            return batch.steps();
        }
        List<Accepted> steps = new ArrayList<>();
        for (Accepted step : batch.steps()) {
            SortedSet<String> flags = new TreeSet<>(step.flags());
            flags.add(Flag.CLONE);
            steps.add(new Accepted(step.reading(), flags, step.gapBefore(), step.late()));
        }
        return steps;
    }

    private void doubtAfterConflicts(Set<String> devices, List<Message.Bad> refused) {
        refused.stream()
                .filter(bad -> bad.reason() == Refusal.SEQ_CONFLICT)
                .map(Message.Bad::device)
                .filter(devices::contains)
                .distinct()
                .forEach(device -> sessions.doubt(device, Flag.SEQ_CONFLICT));
    }

    /**
     * What a batch has of one device.
     *
     * @param fresh readings to be inserted, by seq
     * @param late those of them that were declared lost before
     */
    private record DeviceBatch(
            HeadRows.Locked locked, Map<Long, Message.Good> fresh, List<Accepted> late, HeadWalk.Result walked) {

        String device() {
            return locked.head().device();
        }

        /** Notes up to when the device's instruments are covered now, if that is new. */
        void covered(Map<Long, Instant> covered) {
            Instant until = walked.head().coveredUntil();
            if (until != null && !until.equals(locked.head().coveredUntil())) {
                locked.watched().forEach(instrument -> covered.put(instrument, until));
            }
        }

        List<Accepted> steps() {
            List<Accepted> all = new ArrayList<>(late);
            all.addAll(walked.steps());
            return all;
        }

        List<ReadingRows.Fresh> rows(HeadWalk.Limits limits) {
            Map<Long, SortedSet<String>> flags = new HashMap<>();
            steps().forEach(step -> flags.put(step.reading().seq(), step.flags()));
            return fresh.values().stream()
                    .map(good -> new ReadingRows.Fresh(
                            good.reading(),
                            good.receivedAt(),
                            flags.getOrDefault(
                                    good.reading().seq(),
                                    HeadWalk.ownFlags(good.reading(), limits, good.receivedAt()))))
                    .toList();
        }
    }
}
