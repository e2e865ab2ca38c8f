package io.weiyi.demo;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.kernel.blob.BlobStore;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Fills an empty embedded database with the demo city at the first start. Everything is written in one transaction, so a
 * start that is killed in the middle leaves nothing and the next one does it all.
 */
@Singleton
public class DemoCity {

    static final String PASSWORD = "weiyi-demo";

    private static final Logger LOG = Logger.getLogger(DemoCity.class);
    /** Before everything that looks for organisations or devices at start. */
    private static final int EARLY = 100;

    private final AgroalDataSource database;
    private final PasswordHasher hasher;
    private final BlobStore store;
    private final Clock clock;
    private final DemoConfig config;
    private final DemoVouchers vouchers;
    private final boolean embedded;
    private final Optional<String> ownerName;
    private final Optional<String> ownerPassword;

    DemoCity(
            AgroalDataSource database,
            PasswordHasher hasher,
            BlobStore store,
            Clock clock,
            DemoConfig config,
            DemoVouchers vouchers,
            @ConfigProperty(name = "weiyi.embedded") boolean embedded,
            @ConfigProperty(name = "quarkus.flyway.username") Optional<String> ownerName,
            @ConfigProperty(name = "quarkus.flyway.password") Optional<String> ownerPassword) {
        this.database = database;
        this.hasher = hasher;
        this.store = store;
        this.clock = clock;
        this.config = config;
        this.vouchers = vouchers;
        this.embedded = embedded;
        this.ownerName = ownerName;
        this.ownerPassword = ownerPassword;
    }

    void start(@Observes @Priority(EARLY) StartupEvent event) throws SQLException {
        if (embedded && config.enabled()) {
            DemoTimes times = times();
            if (isEmpty()) {
                fill(times);
            }
            vouchers.fill(times);
        }
    }

    private DemoTimes times() {
        Instant now = clock.instant();
        return config.anchor().map(day -> DemoTimes.at(day, now)).orElseGet(() -> DemoTimes.at(now));
    }

    private boolean isEmpty() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT 1 FROM organisation LIMIT 1")) {
            return !found.next();
        }
    }

    /** Plans and writes the city of these times. */
    void fill(DemoTimes times) throws SQLException {
        long begun = System.nanoTime();
        CityPlan city = CityPlan.make(times);
        long planned = System.nanoTime();
        DemoPapers.Kept papers = DemoPapers.keep(store);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            CityWriter.write(connection, city, hasher.hash(PASSWORD), papers);
            connection.commit();
        }
        analyze();
        long written = System.nanoTime();
        LOG.infof(
                "demo city: %d instruments, %d organisations, %d bookings, %d uses; planned in %d ms, written in %d ms",
                city.instruments().size(),
                city.organisations().size(),
                city.history().bookings().size(),
                city.history().sessions().size(),
                Duration.ofNanos(planned - begun).toMillis(),
                Duration.ofNanos(written - planned).toMillis());
    }

    /** Without figures about the new rows the first queries would be planned as if the tables were empty. */
    private void analyze() throws SQLException {
        if (ownerName.isEmpty() || ownerPassword.isEmpty()) {
            return;
        }
        String url = database.getConfiguration()
                .connectionPoolConfiguration()
                .connectionFactoryConfiguration()
                .jdbcUrl();
        try (Connection owner = DriverManager.getConnection(url, ownerName.get(), ownerPassword.get());
                Statement statement = owner.createStatement()) {
            statement.execute("ANALYZE");
        }
    }
}
