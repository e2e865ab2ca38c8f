package io.weiyi.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A human with a login name (账号). */
@Entity
@Table(name = "person")
class Person {

    private static final String ACTIVE = "ACTIVE";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private String username;

    @Column(name = "display_name")
    private String displayName;

    private @Nullable String mobile;

    private @Nullable String email;

    @Column(name = "password_hash")
    private @Nullable String passwordHash;

    private String status = ACTIVE;

    private String language = "zh";

    private boolean demo;

    @Column(name = "created_at")
    private Instant createdAt;

    @Version
    private int version;

    protected Person() {}

    static Person registered(
            String username, String displayName, String mobile, String passwordHash, String language, Instant now) {
        Person person = new Person();
        person.username = username;
        person.displayName = displayName;
        person.mobile = mobile;
        person.passwordHash = passwordHash;
        person.language = language;
        person.createdAt = now;
        return person;
    }

    void changePassword(String hash) {
        this.passwordHash = hash;
    }

    void speak(String chosen) {
        this.language = chosen;
    }

    boolean isActive() {
        return status.equals(ACTIVE);
    }

    long id() {
        if (id == null) {
            throw new IllegalStateException("not stored yet");
        }
        return id;
    }

    String username() {
        return username;
    }

    @Nullable
    String passwordHash() {
        return passwordHash;
    }

    PersonInfo info() {
        return new PersonInfo(id(), username, displayName, mobile, email, language);
    }
}
