package io.weiyi.metering.ingest;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes signed readings that reach the server by another way than the broker. They meet the same checks and the same
 * commit; only nobody waits for an ack.
 */
@Singleton
public class Ingest {

    private static final int TIMEOUT_SECONDS = 60;

    private final Inspector inspector;
    private final BatchCommit commit;
    private final HeadRows heads;
    private final ReadingRows readings;
    private final OfflineImportRows imports;
    private final Publications publications;
    private final DeviceStates states;
    private final Clock clock;

    Ingest(
            Inspector inspector,
            BatchCommit commit,
            HeadRows heads,
            ReadingRows readings,
            OfflineImportRows imports,
            Publications publications,
            DeviceStates states,
            Clock clock) {
        this.inspector = inspector;
        this.commit = commit;
        this.heads = heads;
        this.readings = readings;
        this.imports = imports;
        this.publications = publications;
        this.states = states;
        this.clock = clock;
    }

    /** Commits readings of one device in the running transaction; what is refused goes into quarantine. */
    public void take(String device, List<byte[]> payloads) {
        Instant now = clock.instant();
        committed(
                payloads.stream()
                        .map(reading -> inspector.inspect(device, reading, now))
                        .toList(),
                now);
    }

    /** The caller's transaction is lost with a failure, and with it a partition that it may have made. */
    private BatchCommit.Outcome committed(List<Message> messages, Instant now) {
        try {
            return commit.commit(messages, now);
        } catch (RuntimeException e) {
            readings.forgetMonth();
            throw e;
        }
    }

    /**
     * Commits some lines of a device's file in a transaction of its own, under the checks that a message meets. The same
     * lines again change nothing.
     */
    Taken takeLines(String device, List<OfflineFile.Line> lines) {
        Instant now = clock.instant();
        List<Message> messages = new ArrayList<>();
        Map<String, Integer> lineOf = new HashMap<>();
        for (OfflineFile.Line line : lines) {
            messages.add(inspector.inspect(device, line.payload(), now));
            lineOf.putIfAbsent(HexFormat.of().formatHex(Jws.sha256(line.payload())), line.number());
        }
        Taken taken = QuarkusTransaction.requiringNew().timeout(TIMEOUT_SECONDS).call(() -> {
            Map<Long, String> good = new HashMap<>();
            for (Message message : messages) {
                if (message instanceof Message.Good reading) {
                    good.putIfAbsent(reading.reading().seq(), reading.reading().hash());
                }
            }
            // Under the head's lock, so that the same file brought twice at once counts its lines once.
            heads.lock(Set.of(device));
            Map<Long, String> committed = readings.hashes(device, good.keySet());
            imports.insertRange(device, newest(good, committed), now);
            BatchCommit.Outcome outcome = committed(messages, now);
            List<Taken.Refused> refused = outcome.refusals().stream()
                    .map(bad -> new Taken.Refused(
                            lineOf.getOrDefault(bad.sha256(), 0),
                            bad.seq(),
                            bad.reason().code(),
                            bad.detail()))
                    .toList();
            int known = (int) messages.stream()
                    .filter(message -> message instanceof Message.Good reading
                            && reading.reading()
                                    .hash()
                                    .equals(committed.get(reading.reading().seq())))
                    .count();
            return new Taken(messages.size() - known - refused.size(), known, refused, outcome.acks());
        });
        publications.ack(taken.acks());
        return taken;
    }

    private static List<Long> newest(Map<Long, String> good, Map<Long, String> committed) {
        return good.keySet().stream()
                .filter(seq -> !committed.containsKey(seq))
                .sorted()
                .toList();
    }

    /**
     * What became of some lines.
     *
     * @param fresh lines that are new in the books
     * @param known lines that were there already
     */
    record Taken(int fresh, int known, List<Refused> refused, List<DeviceHead> acks) {

        /** A line that was refused. */
        record Refused(int line, @Nullable Long seq, String reason, String detail) {}
    }

    /**
     * Runs a message that was refused before once more, in the running transaction.
     *
     * @return the code with which it was refused again, empty when it is accepted
     */
    public Optional<String> again(String device, byte[] message) {
        Instant now = clock.instant();
        return committed(List.of(inspector.inspect(device, message, now)), now).refusals().stream()
                .findFirst()
                .map(bad -> bad.reason().code());
    }

    /** Takes what a device says of itself, in the form of its state topic, in the running transaction. */
    public void state(String device, String state) {
        states.note(device, state.getBytes(StandardCharsets.UTF_8), false);
    }
}
