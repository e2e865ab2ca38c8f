package io.weiyi.notification;

import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/**
 * The fake SMS gateway (模拟短信网关): keeps every text instead of sending it. The embedded mode shows the texts in the app
 * while it serves this machine only.
 */
@ApplicationScoped
public class FakeSmsGateway implements SmsGateway {

    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

    private final Jdbi jdbi;
    private final Clock clock;
    private final boolean shown;

    FakeSmsGateway(
            Jdbi jdbi,
            Clock clock,
            @ConfigProperty(name = "weiyi.notification.fake-sms-shown") boolean shown,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        this.jdbi = jdbi;
        this.clock = clock;
        // Whoever reads the codes can take over accounts, so nobody reads them from another machine.
        this.shown = shown && THIS_MACHINE.contains(host);
    }

    @Override
    public void send(UUID stableId, String mobile, String text) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO fake_sms (stable_id, mobile, body, sent_at) VALUES (:id, :mobile, :body, :now)
                        ON CONFLICT (stable_id) DO NOTHING""")
                .bind("id", stableId)
                .bind("mobile", mobile)
                .bind("body", text)
                .bind("now", clock.instant())
                .execute());
    }

    /** Whether anybody may read the texts in the app. */
    public boolean shown() {
        return shown;
    }

    /** The kept texts, newest first; none unless they are shown at all. */
    public Page<FakeSms> texts(PageRequest request) {
        if (!shown) {
            return Page.empty(request);
        }
        return jdbi.withHandle(handle -> {
            List<FakeSms> items = handle.createQuery(
                            "SELECT mobile, body, sent_at FROM fake_sms ORDER BY id DESC LIMIT :size OFFSET :offset")
                    .bind("size", request.size())
                    .bind("offset", request.offset())
                    .map((row, context) -> new FakeSms(
                            row.getString(1),
                            row.getString(2),
                            row.getTimestamp(3).toInstant()))
                    .list();
            long total = handle.createQuery("SELECT count(*) FROM fake_sms")
                    .mapTo(Long.class)
                    .one();
            return Page.of(items, request, total);
        });
    }
}
