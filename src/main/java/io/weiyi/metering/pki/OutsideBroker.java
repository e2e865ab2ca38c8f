package io.weiyi.metering.pki;

import io.quarkus.runtime.StartupEvent;
import io.weiyi.kernel.blob.BlobConfig;
import io.weiyi.kernel.job.PeriodicJob;
import io.weiyi.metering.BrokerConfig;
import io.weiyi.metering.BrokerEndpoint;
import io.weiyi.metering.DeviceRevoked;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * What an outside broker (外部消息代理) needs from the store: the authority, a certificate and key of its own, and the list
 * of revoked certificates. They lie in the folder {@code mosquitto} of the store under the names that
 * {@code docker/mosquitto.conf} has, and are kept fresh; the broker is told by the configured command.
 */
@Singleton
class OutsideBroker implements PeriodicJob {

    private static final Logger LOG = Logger.getLogger(OutsideBroker.class);
    /** Before the link that connects to the broker. */
    private static final int START_PRIORITY = 550;

    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final int RELOAD_SECONDS_MAX = 15;
    private static final String REVOKED = "revoked.crl";

    private final boolean wanted;
    private final BrokerConfig config;
    private final BrokerEndpoint endpoint;
    private final DeviceCa ca;
    private final Jdbi jdbi;
    private final Path store;
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "outside-broker"));
    private Map<String, String> told = Map.of();

    OutsideBroker(BrokerConfig config, BrokerEndpoint endpoint, DeviceCa ca, Jdbi jdbi, BlobConfig store) {
        this.wanted = config.uri().isPresent();
        this.config = config;
        this.endpoint = endpoint;
        this.ca = ca;
        this.jdbi = jdbi;
        this.store = store.dir();
    }

    void onStart(@Observes @Priority(START_PRIORITY) StartupEvent event) {
        refresh();
    }

    void onRevoked(@Observes(during = TransactionPhase.AFTER_SUCCESS) DeviceRevoked revoked) {
        refreshLater();
    }

    /** Neither who revokes nor a job's transaction waits for a broker and its command. */
    private void refreshLater() {
        worker.execute(() -> {
            try {
                refresh();
            } catch (RuntimeException e) {
                LOG.warnf(
                        "the list of revoked certificates is not written yet and will be tried again: %s",
                        e.getMessage());
            }
        });
    }

    @PreDestroy
    void stop() {
        worker.shutdownNow();
    }

    @Override
    public String name() {
        return "metering.outside-broker";
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    /** Catches up with what another server revoked, and with a command that failed. */
    @Override
    public void run(Instant now) {
        refreshLater();
    }

    private synchronized void refresh() {
        if (!wanted) {
            return;
        }
        // Made only here, so that an embedded instance has no such folder.
        PkiFiles files = new PkiFiles(store, "mosquitto");
        DeviceCa.Identity identity = ca.serverIdentity(endpoint.certifiedHosts());
        Map<String, String> now = files.locked(() -> {
            // The key before its certificate: a broker that reads in between says so and keeps what it has.
            keep(files, "broker.key", Pem.of(identity.key()));
            keep(files, "broker.crt", Pem.of(identity.certificate()));
            keep(files, "ca.crt", Pem.of(ca.certificate()));
            String list = currentList(files).orElseGet(() -> Pem.of(ca.revocationList(revoked())));
            keep(files, REVOKED, list);
            return Map.of("broker.crt", Pem.of(identity.certificate()), REVOKED, list);
        });
        if (!now.equals(told) && reload()) {
            told = now;
        }
    }

    private static void keep(PkiFiles files, String name, String content) {
        if (!files.read(name).filter(content::equals).isPresent()) {
            files.write(name, content);
        }
    }

    /** The list as it lies there, if it says what it should. */
    private Optional<String> currentList(PkiFiles files) {
        Set<BigInteger> wanted = revoked().keySet();
        return files.read(REVOKED).filter(text -> {
            var list = Pem.revocationList(text.getBytes(StandardCharsets.US_ASCII));
            var entries = list.getRevokedCertificates();
            Set<BigInteger> listed = entries == null
                    ? Set.of()
                    : entries.stream().map(entry -> entry.getSerialNumber()).collect(Collectors.toSet());
            return listed.equals(wanted)
                    && list.getIssuerX500Principal().equals(ca.certificate().getSubjectX500Principal());
        });
    }

    private Map<BigInteger, Instant> revoked() {
        Map<BigInteger, Instant> revoked = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        SELECT c.der, d.revoked_at FROM device d JOIN device_certificate c ON c.device_id = d.id
                         WHERE d.status = 'REVOKED'""")
                .map((row, context) -> Map.entry(
                        Pem.certificate(row.getBytes(1)).getSerialNumber(),
                        row.getObject(2, java.time.OffsetDateTime.class).toInstant()))
                .forEach(entry -> revoked.put(entry.getKey(), entry.getValue())));
        return revoked;
    }

    /** False when it should be tried again. */
    private boolean reload() {
        String command = config.reloadCommand().orElse("").strip();
        if (command.isEmpty()) {
            return true;
        }
        Path output = store.toAbsolutePath().resolve("mosquitto").resolve("reload.log");
        try {
            Process process = new ProcessBuilder(List.of(command.split(" +")))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(RELOAD_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                LOG.warnf("the command that reloads the broker did not end within %d seconds", RELOAD_SECONDS_MAX);
                return false;
            }
            if (process.exitValue() != 0) {
                LOG.warnf(
                        "the command that reloads the broker ended with %d: %s",
                        process.exitValue(), Files.readString(output).strip());
                return false;
            }
            LOG.info("the broker was told to read its files again");
            return true;
        } catch (IOException | UncheckedIOException e) {
            LOG.warnf("the command that reloads the broker cannot be run: %s", e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
