package io.weiyi.notification;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The choices in plain SQL. */
@Singleton
class NoticeChoiceRows {

    private final Jdbi jdbi;

    NoticeChoiceRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Optional<NoticeChoice> find(long personId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT sms, robot, robot_url, robot_secret FROM notice_choice WHERE person_id = :id")
                .bind("id", personId)
                .map((row, context) -> new NoticeChoice(
                        row.getBoolean(1),
                        Objects.requireNonNullElse(row.getString(2), ""),
                        Objects.requireNonNullElse(row.getString(3), ""),
                        row.getString(4)))
                .findOne());
    }

    void save(long personId, NoticeChoice choice, Instant now) {
        boolean robot = !choice.robot().isEmpty();
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO notice_choice (person_id, sms, robot, robot_url, robot_secret, changed_at)
                        VALUES (:id, :sms, :robot, :url, :secret, :now)
                        ON CONFLICT (person_id) DO UPDATE SET sms = :sms, robot = :robot, robot_url = :url,
                            robot_secret = :secret, changed_at = :now""")
                .bind("id", personId)
                .bind("sms", choice.sms())
                .bind("robot", robot ? choice.robot() : null)
                .bind("url", robot ? choice.robotUrl() : null)
                .bind("secret", robot ? choice.robotSecret() : "")
                .bind("now", now)
                .execute());
    }
}
