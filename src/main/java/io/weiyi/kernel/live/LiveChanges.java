package io.weiyi.kernel.live;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * What the database announces on the channel {@code weiyi_live} (实时变更), whichever server caused it. One connection of
 * its own listens; when it is lost it is made anew, and {@link #MISSED} tells everybody to read again.
 */
@ApplicationScoped
public class LiveChanges {

    /** Announced after the connection was lost: anything may have changed. */
    public static final String MISSED = "*";

    private static final Logger LOG = Logger.getLogger(LiveChanges.class);
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(20);
    private static final int CHECK_SECONDS = 5;

    private final BroadcastProcessor<String> changes = BroadcastProcessor.create();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final String url;
    private final String username;
    private final String password;

    LiveChanges(
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") String username,
            @ConfigProperty(name = "quarkus.datasource.password", defaultValue = "") String password) {
        this.url = url;
        this.username = username;
        this.password = password;
    }

    /** The changes from now on, named as the database names them. A subscriber that is too slow misses some. */
    public Multi<String> changes() {
        return changes.onOverflow().drop();
    }

    void start(@Observes StartupEvent event) {
        Thread listener = new Thread(this::listen, "weiyi-live");
        listener.setDaemon(true);
        listener.start();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
        changes.onComplete();
    }

    private void listen() {
        Duration pause = PAUSE_MIN;
        boolean again = false;
        while (stopped.getCount() > 0) {
            try (Connection connection = DriverManager.getConnection(url, username, password)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("LISTEN weiyi_live");
                }
                if (again) {
                    changes.onNext(MISSED);
                }
                pause = PAUSE_MIN;
                again = true;
                pass(connection);
            } catch (SQLException | RuntimeException e) {
                if (stopped.getCount() > 0) {
                    LOG.infof("live changes are not heard for the moment: %s", e.getMessage());
                }
            }
            pause = rest(pause);
        }
    }

    private void pass(Connection connection) throws SQLException {
        PGConnection channel = connection.unwrap(PGConnection.class);
        while (stopped.getCount() > 0) {
            PGNotification[] heard = channel.getNotifications(Math.toIntExact(WAIT.toMillis()));
            if (heard != null) {
                for (PGNotification one : heard) {
                    changes.onNext(one.getParameter());
                }
            } else if (!connection.isValid(CHECK_SECONDS)) {
                throw new SQLException("the connection is gone");
            }
        }
    }

    private Duration rest(Duration pause) {
        try {
            stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped.countDown();
        }
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : doubled;
    }
}
