package io.weiyi.kernel.live;

import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.subscription.Cancellable;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What the database announces is heard, also after the connection was lost. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class LiveChangesIT {

    @Inject
    LiveChanges live;

    @Inject
    Jdbi jdbi;

    @Test
    void changes_connectionLost_heardAgainAndToldOfTheGap() {
        List<String> heard = new CopyOnWriteArrayList<>();
        Cancellable subscription = live.changes().subscribe().with(heard::add);
        try {
            announced(heard);
            jdbi.useHandle(handle -> handle.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN weiyi_live'"));
            await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains(LiveChanges.MISSED));
            announced(heard);
        } finally {
            subscription.cancel();
        }
    }

    private void announced(List<String> heard) {
        String change = "device:" + UUID.randomUUID();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            jdbi.useHandle(handle -> handle.execute("SELECT pg_notify('weiyi_live', ?)", change));
            return heard.contains(change);
        });
    }
}
