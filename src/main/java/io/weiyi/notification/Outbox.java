package io.weiyi.notification;

import io.weiyi.identity.SmsSender;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Where messages are left in the transaction that causes them (发件箱): no message without its cause, no cause without its
 * message. Whatever leaves the house is sent afterwards, at least once, under a stable id.
 */
@Singleton
class Outbox implements SmsSender {

    private final Jdbi jdbi;
    private final Clock clock;

    Outbox(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    @Override
    public void send(String mobile, String text) {
        Instant now = clock.instant();
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO outbox (stable_id, channel, recipient, body, created_at, due_at)
                        VALUES (:id, 'SMS', :mobile, :text, :now, :now)""")
                .bind("id", UUID.randomUUID())
                .bind("mobile", mobile)
                .bind("text", text)
                .bind("now", now)
                .execute());
    }

    /** A notice inside the app, which counts as sent at once, and a copy to wherever else the person wants it. */
    void notice(long personId, String text) {
        Instant now = clock.instant();
        jdbi.useHandle(handle -> {
            handle.createUpdate("""
                            INSERT INTO outbox (stable_id, channel, recipient, person_id, body, created_at, due_at, sent_at)
                            VALUES (:id, 'APP', :recipient, :person, :text, :now, :now, :now)""")
                    .bind("id", UUID.randomUUID())
                    .bind("recipient", Long.toString(personId))
                    .bind("person", personId)
                    .bind("text", text)
                    .bind("now", now)
                    .execute();
            handle.createUpdate("""
                            INSERT INTO outbox (stable_id, channel, recipient, person_id, body, created_at, due_at)
                            SELECT gen_random_uuid(), 'SMS', p.mobile, p.id, :text, :now::timestamptz, :now::timestamptz
                              FROM notice_choice c JOIN person p ON p.id = c.person_id
                             WHERE c.person_id = :person AND c.sms AND p.mobile IS NOT NULL
                            UNION ALL
                            SELECT gen_random_uuid(), 'ROBOT', c.person_id::text, c.person_id, :text, :now::timestamptz, :now::timestamptz
                              FROM notice_choice c WHERE c.person_id = :person AND c.robot IS NOT NULL""")
                    .bind("person", personId)
                    .bind("text", text)
                    .bind("now", now)
                    .execute();
        });
    }
}
