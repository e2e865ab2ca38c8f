package io.weiyi.booking;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An agreed window on an instrument (机时预约). Every change of state goes through {@link #become}. */
@Entity
@Table(name = "booking")
class Booking {

    /** How long before its start somebody may check in. */
    static final Duration CHECK_IN_BEFORE = Duration.ofMinutes(30);

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @Column(name = "slot_id")
    private long slotId;

    @Column(name = "instrument_id")
    private long instrumentId;

    @Column(name = "provider_id")
    private long providerId;

    @Column(name = "organisation_id")
    private long organisationId;

    @Column(name = "person_id")
    private long personId;

    @Column(name = "starts_at")
    private Instant startsAt;

    @Column(name = "ends_before")
    private Instant endsBefore;

    @Enumerated(EnumType.STRING)
    private BookingMode mode;

    private String purpose;

    @Enumerated(EnumType.STRING)
    private BookingStatus status;

    @Column(name = "quote_fen")
    private long quoteFen;

    @Column(name = "expected_subsidy_fen")
    private @Nullable Long expectedSubsidyFen;

    @Column(name = "cancel_free_until")
    private Instant cancelFreeUntil;

    @Column(name = "no_show_after")
    private Instant noShowAfter;

    @Column(name = "approve_before")
    private @Nullable Instant approveBefore;

    @Column(name = "checked_in_at")
    private @Nullable Instant checkedInAt;

    @Column(name = "used_from")
    private @Nullable Instant usedFrom;

    @Column(name = "decided_by")
    private @Nullable Long decidedBy;

    @Column(name = "decision_note")
    private @Nullable String decisionNote;

    private boolean overtime;

    @Column(name = "created_at")
    private Instant createdAt;

    @Version
    private int version;

    /** For Hibernate. */
    Booking() {}

    Booking(Parties parties, BookingMode mode, String purpose, Terms terms, long slotId, Instant now) {
        this.instrumentId = parties.instrumentId();
        this.providerId = parties.providerId();
        this.organisationId = parties.organisationId();
        this.personId = parties.personId();
        this.mode = mode;
        this.purpose = purpose;
        this.createdAt = now;
        this.status = terms.status();
        this.cancelFreeUntil = terms.cancelFreeUntil();
        agree(terms, slotId);
    }

    /** Who is concerned by a booking. */
    record Parties(long instrumentId, long providerId, long organisationId, long personId) {}

    /**
     * What is agreed: the window and what follows from it by the rules of the instrument.
     *
     * @param status CONFIRMED, or PENDING_APPROVAL where the owner decides
     */
    record Terms(
            TimeWindow window,
            BookingStatus status,
            Fen quote,
            @Nullable Fen expectedSubsidy,
            Instant cancelFreeUntil,
            Instant noShowAfter,
            @Nullable Instant approveBefore) {}

    private void agree(Terms terms, long newSlotId) {
        this.slotId = newSlotId;
        this.startsAt = terms.window().startsAt();
        this.endsBefore = terms.window().endsBefore();
        price(terms);
        this.noShowAfter = terms.noShowAfter();
        this.approveBefore = terms.approveBefore();
    }

    /** Takes other terms before the start. Who moves late keeps the old limit, so that a move is no way around it. */
    void move(Terms terms, long newSlotId, Instant now) {
        requireMovable(now);
        if (now.isBefore(cancelFreeUntil)) {
            cancelFreeUntil = terms.cancelFreeUntil();
        }
        if (status != terms.status() && status.mayBecome(terms.status())) {
            status = terms.status();
        }
        agree(terms, newSlotId);
    }

    void requireMovable(Instant now) {
        boolean waits = status == BookingStatus.PENDING_APPROVAL || status == BookingStatus.CONFIRMED;
        if (!waits || !now.isBefore(startsAt)) {
            throw Problem.illegalTransition("Only a booking that waits for approval or is confirmed can be moved, and"
                    + " only before its start; this one is " + status + ".");
        }
    }

    /** Ends a running use later or earlier than agreed; the start stays, and so does what followed from it. */
    void reshape(Terms terms, long newSlotId) {
        requireRunning();
        slotId = newSlotId;
        endsBefore = terms.window().endsBefore();
        price(terms);
    }

    private void price(Terms terms) {
        quoteFen = terms.quote().value();
        Fen subsidy = terms.expectedSubsidy();
        expectedSubsidyFen = subsidy == null ? null : subsidy.value();
    }

    boolean takenBack() {
        return status == BookingStatus.CANCELLED && decidedBy != null && decisionNote != null;
    }

    /** The owner ends a running use at another moment, because the instrument cannot be used from then on. */
    void cut(Instant end, long newSlotId) {
        requireRunning();
        slotId = newSlotId;
        endsBefore = end;
    }

    void requireRunning() {
        if (status != BookingStatus.IN_USE) {
            throw Problem.illegalTransition(
                    "Only a booking in use can be extended or given back; this one is " + status + ".");
        }
    }

    /** Another person of the firm will come. */
    void handOver(long toPersonId) {
        personId = toPersonId;
    }

    /** The owner takes the time back before it is used, at no cost to the firm. */
    void withdraw(long byPersonId, String note) {
        become(BookingStatus.CANCELLED);
        decidedBy = byPersonId;
        decisionNote = note;
    }

    void cancel(Instant now) {
        if (!now.isBefore(startsAt)) {
            throw Problem.illegalTransition("The booking has begun and can no longer be cancelled.");
        }
        boolean free = status == BookingStatus.PENDING_APPROVAL || now.isBefore(cancelFreeUntil);
        become(free ? BookingStatus.CANCELLED : BookingStatus.LATE_CANCELLED);
    }

    /** Gives its time up to a busy time from outside, free of charge, while it has not begun; tells whether it did. */
    boolean giveWay(Instant now) {
        boolean waits = status == BookingStatus.PENDING_APPROVAL || status == BookingStatus.CONFIRMED;
        if (!waits || !now.isBefore(startsAt)) {
            return false;
        }
        become(BookingStatus.CANCELLED);
        return true;
    }

    void decide(boolean approved, long personId, @Nullable String note, Instant now) {
        if (status == BookingStatus.PENDING_APPROVAL && !now.isBefore(decidableUntil())) {
            throw Problem.illegalTransition("The time to decide on this booking is over.");
        }
        if (status != BookingStatus.PENDING_APPROVAL) {
            throw Problem.illegalTransition("The booking does not wait for approval, it is " + status + ".");
        }
        become(approved ? BookingStatus.CONFIRMED : BookingStatus.REJECTED);
        decidedBy = personId;
        decisionNote = note;
    }

    /** From this moment on nobody may decide on it any more. */
    Instant decidableUntil() {
        return approveBefore == null ? startsAt : approveBefore;
    }

    void expire() {
        become(BookingStatus.EXPIRED);
    }

    void checkIn(Instant now) {
        if (now.isBefore(startsAt.minus(CHECK_IN_BEFORE)) || !now.isBefore(endsBefore)) {
            throw Problem.illegalTransition("Check-in is possible from 30 minutes before the start until the end.");
        }
        if (checkedInAt != null) {
            throw Problem.illegalTransition("Somebody has checked in already.");
        }
        if (status != BookingStatus.IN_USE) {
            become(BookingStatus.IN_USE);
        }
        checkedInAt = now;
    }

    /** The owner's word that the time was used, where no meter could tell. */
    void confirmUse(Instant now) {
        if (now.isBefore(endsBefore)) {
            throw Problem.illegalTransition("Use can be confirmed once the booking is over.");
        }
        if (status != BookingStatus.IN_USE) {
            become(BookingStatus.IN_USE);
        }
        become(BookingStatus.FINISHED);
    }

    void missed() {
        become(BookingStatus.NO_SHOW);
    }

    /** The meter saw use; readings may come in any order, the earliest counts. */
    void used(Instant from) {
        if (usedFrom == null || from.isBefore(usedFrom)) {
            usedFrom = from;
        }
    }

    void enterUse() {
        become(BookingStatus.IN_USE);
    }

    void finish() {
        become(BookingStatus.FINISHED);
    }

    /** Whether the use went on beyond the end, which stays marked. */
    boolean useEnded(Instant at) {
        if (at.isAfter(endsBefore)) {
            overtime = true;
        }
        return at.isAfter(endsBefore);
    }

    private void become(BookingStatus next) {
        if (!status.mayBecome(next)) {
            throw Problem.illegalTransition("A booking that is " + status + " cannot become " + next + ".");
        }
        status = next;
    }

    long id() {
        return id;
    }

    long slotId() {
        return slotId;
    }

    long instrumentId() {
        return instrumentId;
    }

    long providerId() {
        return providerId;
    }

    long organisationId() {
        return organisationId;
    }

    long personId() {
        return personId;
    }

    BookingMode mode() {
        return mode;
    }

    BookingStatus status() {
        return status;
    }

    int version() {
        return version;
    }

    Instant noShowAfter() {
        return noShowAfter;
    }

    Instant endsBefore() {
        return endsBefore;
    }

    @Nullable
    Instant usedFrom() {
        return usedFrom;
    }

    TimeWindow window() {
        return new TimeWindow(startsAt, endsBefore);
    }

    BookingInfo info() {
        return new BookingInfo(
                id,
                instrumentId,
                providerId,
                organisationId,
                personId,
                startsAt,
                endsBefore,
                mode,
                status,
                purpose,
                Fen.of(quoteFen),
                expectedSubsidyFen == null ? null : Fen.of(expectedSubsidyFen),
                cancelFreeUntil,
                approveBefore,
                checkedInAt,
                usedFrom,
                overtime,
                createdAt,
                version);
    }
}
