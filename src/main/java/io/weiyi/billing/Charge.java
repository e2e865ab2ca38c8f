package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Problem;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * What an organisation owes for one subject (费用). Its amount never changes: a correction takes it back by a reversal and
 * posts a new one. The database lets the application change nothing but the columns that are updatable here.
 */
@Entity
@Table(name = "charge")
class Charge {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @Enumerated(EnumType.STRING)
    @Column(name = "subject_kind", updatable = false)
    private SubjectKind subjectKind;

    @Column(name = "subject_id", updatable = false)
    private long subjectId;

    @Column(name = "organisation_id", updatable = false)
    private long organisationId;

    @Column(name = "provider_id", updatable = false)
    private long providerId;

    @Column(name = "instrument_id", updatable = false)
    private @Nullable Long instrumentId;

    @Column(name = "service_month", updatable = false)
    private LocalDate serviceMonth;

    @Column(name = "posting_month", updatable = false)
    private LocalDate postingMonth;

    @Enumerated(EnumType.STRING)
    private ChargeStatus status;

    @Column(name = "total_fen", updatable = false)
    private long totalFen;

    private boolean live;

    @Column(name = "reversal_of", updatable = false)
    private @Nullable Long reversalOf;

    @Column(name = "accepted_at")
    private @Nullable Instant acceptedAt;

    @Column(name = "accepted_by")
    private @Nullable Long acceptedBy;

    @Column(name = "dispute_note")
    private @Nullable String disputeNote;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Version
    private int version;

    /** For Hibernate. */
    Charge() {}

    /** A live charge that nobody has confirmed yet. */
    Charge(Bill bill, YearMonth postingMonth, Instant now) {
        this.subjectKind = bill.subject().kind();
        this.subjectId = bill.subject().id();
        this.organisationId = bill.organisationId();
        this.providerId = bill.providerId();
        this.instrumentId = bill.instrumentId();
        this.serviceMonth = bill.serviceMonth().atDay(1);
        this.postingMonth = postingMonth.atDay(1);
        this.status = ChargeStatus.UNCONFIRMED;
        this.totalFen = bill.total().value();
        this.live = true;
        this.createdAt = now;
    }

    /** Ends this charge and returns its negative copy. */
    Charge reverse(YearMonth openMonth, Instant now) {
        if (!live) {
            throw new IllegalStateException("charge " + id + " is not live and cannot be reversed");
        }
        status = ChargeStatus.REVERSED;
        live = false;
        Charge reversal = new Charge();
        reversal.subjectKind = subjectKind;
        reversal.subjectId = subjectId;
        reversal.organisationId = organisationId;
        reversal.providerId = providerId;
        reversal.instrumentId = instrumentId;
        reversal.serviceMonth = serviceMonth;
        reversal.postingMonth = openMonth.atDay(1);
        reversal.status = ChargeStatus.REVERSED;
        reversal.totalFen = Math.negateExact(totalFen);
        reversal.live = false;
        reversal.reversalOf = id;
        reversal.createdAt = now;
        return reversal;
    }

    void move(ChargeMove move, long personId, @Nullable String note, Instant now) {
        if (move == ChargeMove.ACCEPT && acceptedAt != null) {
            throw Problem.illegalTransition("The charge is accepted already.");
        }
        ChargeStatus next = status.after(move).orElseThrow(() -> refusal(move));
        if (move == ChargeMove.DISPUTE && acceptedAt != null && acceptedBy == null) {
            throw Problem.illegalTransition("The time to dispute the charge is over.");
        }
        if (move == ChargeMove.ACCEPT) {
            acceptedAt = now;
            acceptedBy = personId;
            disputeNote = null;
        }
        if (move == ChargeMove.DISPUTE) {
            acceptedAt = null;
            acceptedBy = null;
            disputeNote = note;
        }
        status = next;
    }

    /** The firm did not answer in time; whether that changed anything. */
    boolean acceptBySilence(Instant now) {
        boolean silent = status == ChargeStatus.CONFIRMED && acceptedAt == null;
        if (silent) {
            acceptedAt = now;
        }
        return silent;
    }

    /** Refuses what is not possible in this state. */
    void requireAllows(ChargeMove move) {
        if (status.after(move).isEmpty()) {
            throw refusal(move);
        }
    }

    private Problem refusal(ChargeMove move) {
        return Problem.illegalTransition("A charge that is " + status + " does not allow "
                + move.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + ".");
    }

    long id() {
        return id;
    }

    long organisationId() {
        return organisationId;
    }

    long providerId() {
        return providerId;
    }

    ChargeSubject subject() {
        return new ChargeSubject(subjectKind, subjectId);
    }

    YearMonth postingMonth() {
        return YearMonth.from(postingMonth);
    }

    ChargeStatus status() {
        return status;
    }

    Fen total() {
        return Fen.of(totalFen);
    }

    int version() {
        return version;
    }
}
