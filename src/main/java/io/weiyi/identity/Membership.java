package io.weiyi.identity;

import io.weiyi.kernel.problem.Problem;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A person belongs to an organisation (成员), or asked to. */
@Entity
@Table(name = "membership")
class Membership {

    static final String PENDING = "PENDING";
    static final String ACTIVE = "ACTIVE";
    static final String REJECTED = "REJECTED";
    static final String ENDED = "ENDED";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "person_id")
    private long personId;

    @Column(name = "organisation_id")
    private long organisationId;

    private String status;

    @Column(name = "requested_at")
    private Instant requestedAt;

    @Column(name = "decided_at")
    private @Nullable Instant decidedAt;

    @Column(name = "decided_by")
    private @Nullable Long decidedBy;

    protected Membership() {}

    static Membership requested(long personId, long organisationId, Instant now) {
        Membership membership = new Membership();
        membership.personId = personId;
        membership.organisationId = organisationId;
        membership.status = PENDING;
        membership.requestedAt = now;
        return membership;
    }

    void admit(long by, Instant now) {
        move(PENDING, ACTIVE, by, now);
    }

    void refuse(long by, Instant now) {
        move(PENDING, REJECTED, by, now);
    }

    void end(long by, Instant now) {
        move(ACTIVE, ENDED, by, now);
    }

    private void move(String from, String to, long by, Instant now) {
        if (!status.equals(from)) {
            throw Problem.illegalTransition("The membership is " + status + " and not " + from + ".");
        }
        status = to;
        decidedBy = by;
        decidedAt = now;
    }

    long id() {
        if (id == null) {
            throw new IllegalStateException("not stored yet");
        }
        return id;
    }

    long personId() {
        return personId;
    }

    long organisationId() {
        return organisationId;
    }

    String status() {
        return status;
    }
}
