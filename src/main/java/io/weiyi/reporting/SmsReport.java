package io.weiyi.reporting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** What the fake SMS gateway has "sent"; there is nothing of the kind in production. */
@ApplicationScoped
public class SmsReport {

    private final Jdbi jdbi;

    SmsReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A message. */
    public record Row(long id, String mobile, String body, Instant sentAt) {}

    /** The last messages, newest first. */
    public List<Row> latest() {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT id, mobile, body, sent_at FROM fake_sms ORDER BY id DESC LIMIT 50")
                        .map(ConstructorMapper.of(Row.class))
                        .list());
    }
}
