package io.weiyi.metering.ingest;

import io.weiyi.booking.Bookings;
import io.weiyi.metering.Accepted;
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

    private final HeadRows heads;
    private final ReadingRows readings;
    private final QuarantineRows quarantine;
    private final SessionKeeper sessions;
    private final Bookings bookings;
    private final HeadWalk.Limits limits;

    BatchCommit(
            HeadRows heads,
            ReadingRows readings,
            QuarantineRows quarantine,
            SessionKeeper sessions,
            Bookings bookings,
            MeteringConfig config,
            @ConfigProperty(name = "weiyi.demo.enabled") boolean demo,
            @ConfigProperty(name = "weiyi.demo.clock-offset", defaultValue = "PT0S") Duration clockOffset) {
        this.heads = heads;
        this.readings = readings;
        this.quarantine = quarantine;
        this.sessions = sessions;
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
                        message -> refused.add(refuse(message, Refusal.WRONG_DEVICE, "there is no such device")));
            } else if (batch != null) {
                batches.add(batch);
            }
        });
        readings.insert(
                batches.stream().flatMap(batch -> batch.rows(limits).stream()).toList());
        for (DeviceBatch batch : batches) {
            apply(batch, refused, now);
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
                refused.add(refuse(message, Refusal.REVOKED, "the device is revoked"));
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
        HeadWalk.Result walked = HeadWalk.walk(head, readings.waiting(head), ahead, limits, now);
        return new DeviceBatch(locked, fresh, late, walked);
    }

    private static void candidate(
            HeadRows.Locked locked, Message.Good good, Map<Long, Message.Good> candidates, List<Message.Bad> refused) {
        Reading reading = good.reading();
        if (!locked.mayReport(reading.instrumentId(), reading.at())) {
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

    private void apply(DeviceBatch batch, List<Message.Bad> refused, Instant now) {
        String device = batch.locked().head().device();
        boolean cloned = batch.locked().cloned() || batch.walked().cloned();
        if (batch.walked().cloned()) {
            heads.markCloned(device);
            sessions.doubt(device, Flag.CLONE);
        }
        List<Accepted> steps = new ArrayList<>();
        for (Accepted step : batch.steps()) {
            SortedSet<String> flags = new TreeSet<>(step.flags());
            if (cloned) {
                flags.add(Flag.CLONE);
            }
            steps.add(new Accepted(step.reading(), flags, step.gapBefore(), step.late()));
        }
        if (!steps.isEmpty()) {
            sessions.take(device, steps, now);
        }
        if (refused.stream().anyMatch(bad -> bad.device().equals(device) && bad.reason() == Refusal.SEQ_CONFLICT)) {
            sessions.doubt(device, Flag.SEQ_CONFLICT);
        }
        Instant before = batch.locked().head().coveredUntil();
        Instant covered = batch.walked().head().coveredUntil();
        if (covered != null && !covered.equals(before)) {
            batch.locked().watched().forEach(instrument -> bookings.covered(instrument, covered));
        }
    }

    private static Message.Bad refuse(Message message, Refusal reason, String detail) {
        if (message instanceof Message.Good good) {
            return good.refused(reason, detail);
        }
        Message.Bad bad = (Message.Bad) message;
        return new Message.Bad(bad.device(), bad.payload(), bad.receivedAt(), reason, bad.seq(), detail);
    }

    /**
     * What a batch has of one device.
     *
     * @param fresh readings to be inserted, by seq
     * @param late those of them that were declared lost before
     */
    private record DeviceBatch(
            HeadRows.Locked locked, Map<Long, Message.Good> fresh, List<Accepted> late, HeadWalk.Result walked) {

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
