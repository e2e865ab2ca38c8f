package io.weiyi.demo;

import io.quarkus.runtime.StartupEvent;
import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.kernel.job.WorkHandler;
import io.weiyi.kernel.job.WorkQueue;
import io.weiyi.metering.ingest.Ingest;
import io.weiyi.metering.pki.Enrolment;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Plays the demo devices: certified by the device CA, each sends the signed readings of its script through the same
 * checks as any other device. After the first start it catches up in small steps beside the other work; from then on it
 * says what the script has for the present. A step is one transaction, so a killed server goes on at the device's head.
 */
@Singleton
public class DemoDevices implements WorkHandler {

    private static final Logger LOG = Logger.getLogger(DemoDevices.class);
    private static final int READINGS_A_STEP = 40;
    private static final Duration NEXT_STEP = Duration.ofMillis(200);
    private static final Duration ALIVE = Duration.ofMinutes(5);
    private static final String STATE =
            "{\"online\":true,\"agent\":\"1.0.0\",\"lastSeq\":%d,\"pending\":0,\"skewMs\":0}";
    private static final int AFTER_THE_CITY = 200;

    private final DemoState state;
    private final DemoDeviceKeys keys;
    private final Enrolment enrolment;
    private final Ingest ingest;
    private final Catalogue catalogue;
    private final Jdbi jdbi;
    private final WorkQueue queue;
    private final Clock clock;
    private final boolean wanted;
    private @Nullable List<List<PlannedReading>> scripts;

    // One bean more than is comfortable: this is where a device's script, key, certificate and readings meet.
    DemoDevices(
            DemoState state,
            DemoDeviceKeys keys,
            Enrolment enrolment,
            Ingest ingest,
            Catalogue catalogue,
            Jdbi jdbi,
            WorkQueue queue,
            Clock clock,
            DemoConfig config,
            @ConfigProperty(name = "weiyi.embedded") boolean embedded) {
        this.state = state;
        this.keys = keys;
        this.enrolment = enrolment;
        this.ingest = ingest;
        this.catalogue = catalogue;
        this.jdbi = jdbi;
        this.queue = queue;
        this.clock = clock;
        this.wanted = embedded && config.enabled() && config.readings();
    }

    @Transactional
    void start(@Observes @Priority(AFTER_THE_CITY) StartupEvent event) {
        if (wanted) {
            Instant now = clock.instant();
            state.deviceInstruments().forEach(id -> queue.enqueue(kind(), String.valueOf(id), now));
        }
    }

    @Override
    public String kind() {
        return "demo.readings";
    }

    /** One step of the device that watches this instrument. */
    @Override
    public Optional<Instant> handle(String subject, Instant now) {
        long instrumentId = Long.parseLong(subject);
        int place = state.deviceInstruments().indexOf(instrumentId);
        if (!wanted || place < 0) {
            return Optional.empty();
        }
        List<PlannedReading> script = script(place);
        String id = String.format(Locale.ROOT, "demo-pc-%02d", place + 1);
        Head head = head(id).orElseGet(() -> register(id, instrumentId, now));
        if (!head.active() || head.lastSeq() >= script.size()) {
            return Optional.empty();
        }
        List<PlannedReading> due = script.subList((int) head.lastSeq(), script.size()).stream()
                .limit(READINGS_A_STEP)
                .takeWhile(reading -> reading.at().isBefore(now))
                .toList();
        if (due.isEmpty()) {
            // Caught up: from now on it says that it is there as often as a quiet agent would.
            ingest.state(id, STATE.formatted(head.lastSeq()));
            Instant next = script.get((int) head.lastSeq()).at().plusSeconds(1);
            Instant alive = now.plus(ALIVE);
            return Optional.of(next.isBefore(alive) ? next : alive);
        }
        DemoDevice device = new DemoDevice(id, instrumentId, keys.read(id), head.kid());
        ingest.take(id, device.sign(due, head.lastSeq(), head.lastHash()));
        long reached = head(id).map(Head::lastSeq).orElse(0L);
        if (reached < head.lastSeq() + due.size()) {
            LOG.warnf("demo device %s stands at %d; its readings were refused", id, reached);
            return Optional.empty();
        }
        return Optional.of(now.plus(NEXT_STEP));
    }

    private synchronized List<PlannedReading> script(int place) {
        if (scripts == null) {
            scripts = DeviceScripts.make(
                    state.times().orElseThrow(() -> new IllegalStateException("there is no demo city here")));
        }
        return scripts.get(place);
    }

    private record Head(boolean active, long lastSeq, String lastHash, String kid) {}

    private Optional<Head> head(String device) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT d.status = 'ACTIVE', h.last_seq, h.last_hash, c.kid
                          FROM device d JOIN device_head h ON h.device_id = d.id JOIN device_certificate c ON c.device_id = d.id
                         WHERE d.id = :id ORDER BY c.issued_at DESC LIMIT 1""")
                .bind("id", device)
                .map((row, context) -> new Head(row.getBoolean(1), row.getLong(2), row.getString(3), row.getString(4)))
                .findOne());
    }

    /** Enrols the device as of the first day of its readings; key and certificate are of today. */
    private Head register(String device, long instrumentId, Instant now) {
        InstrumentInfo instrument = catalogue
                .find(instrumentId)
                .orElseThrow(() -> new IllegalStateException("instrument " + instrumentId + " is gone"));
        Instant since = state.times().map(DemoTimes::signedFrom).orElse(now);
        PublicKey key = keys.make(device).getPublic();
        return new Head(true, 0, "", enrolment.enrolWithPast(device, instrument, key, since));
    }
}
