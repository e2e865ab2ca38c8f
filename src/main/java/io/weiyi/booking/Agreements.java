package io.weiyi.booking;

import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Agrees on windows: asks the policies, takes the slot, quotes the price. Every door to a booking goes through here. */
@ApplicationScoped
class Agreements {

    private static final Set<RefusalReason> OF_LONGER_USE =
            EnumSet.of(RefusalReason.OUTSIDE_HOURS, RefusalReason.STEP, RefusalReason.TOO_LONG, RefusalReason.QUOTA);
    private static final Set<RefusalReason> OF_A_PERSON =
            EnumSet.of(RefusalReason.BANNED, RefusalReason.NOT_TRAINED, RefusalReason.QUOTA, RefusalReason.CREDIT);

    private final Catalogue catalogue;
    private final Proposals proposals;
    private final Windows windows;
    private final Slots slots;
    private final Quotes quotes;

    Agreements(Catalogue catalogue, Proposals proposals, Windows windows, Slots slots, Quotes quotes) {
        this.catalogue = catalogue;
        this.proposals = proposals;
        this.windows = windows;
        this.slots = slots;
        this.quotes = quotes;
    }

    Booking reserve(long personId, long organisationId, InstrumentInfo instrument, NewBooking wanted, Instant now) {
        Proposal proposal = proposals.of(instrument, wish(personId, organisationId, wanted), now);
        refuseIfNotAllowed(proposal, instrument, null);
        Booking.Terms terms = terms(proposal, instrument, organisationId);
        OptionalLong slot = slots.take(instrument.id(), proposal.rules().blocked(wanted.window()));
        if (slot.isEmpty()) {
            throw windows.overlap(proposal, instrument.id(), null);
        }
        Booking.Parties parties = new Booking.Parties(instrument.id(), instrument.ownerId(), organisationId, personId);
        return new Booking(parties, wanted.mode(), wanted.purpose(), terms, slot.getAsLong(), now);
    }

    void move(Booking booking, TimeWindow window, Instant now) {
        booking.requireMovable(now);
        InstrumentInfo instrument = catalogue.find(booking.instrumentId()).orElseThrow(Problem::notFound);
        Proposal proposal = proposals.of(instrument, wish(booking, booking.personId(), window), now);
        refuseIfNotAllowed(proposal, instrument, booking.slotId());
        Booking.Terms terms = terms(proposal, instrument, booking.organisationId());
        OptionalLong slot = slots.exchange(
                instrument.id(), booking.slotId(), proposal.rules().blocked(window));
        if (slot.isEmpty()) {
            throw windows.overlap(proposal, instrument.id(), booking.slotId());
        }
        booking.move(terms, slot.getAsLong(), now);
    }

    /** Ends a running use at another moment: later while the rules allow it and the time is free, or earlier. */
    void reshape(Booking booking, TimeWindow window, Instant now) {
        booking.requireRunning();
        if (!window.startsAt().equals(booking.window().startsAt())
                || window.endsBefore().isBefore(now)) {
            throw Problem.illegalTransition("A booking in use keeps its start and ends now at the earliest.");
        }
        InstrumentInfo instrument = catalogue.find(booking.instrumentId()).orElseThrow(Problem::notFound);
        Proposal proposal = proposals.of(instrument, wish(booking, booking.personId(), window), now);
        if (window.endsBefore().isAfter(booking.endsBefore())) {
            refuseIf(OF_LONGER_USE, proposal, instrument, booking);
        }
        OptionalLong slot = slots.exchange(
                instrument.id(), booking.slotId(), proposal.rules().blocked(window));
        if (slot.isEmpty()) {
            throw windows.overlap(proposal, instrument.id(), booking.slotId());
        }
        booking.reshape(terms(proposal, instrument, booking.organisationId()), slot.getAsLong());
    }

    /** The moment at which a running use may end at the earliest: now, rounded up to the step. */
    Instant earliestEnd(Booking booking, Instant now) {
        Duration step = proposals
                .rules(booking.instrumentId(), now)
                .map(BookingRules::step)
                .orElse(Duration.ofMinutes(1));
        Duration past = BookingPolicies.afterMidnight(now, step);
        return past.isZero() ? now : now.minus(past).plus(step);
    }

    /** Lets another person of the firm come, if the rules let that person. */
    void handOver(Booking booking, long toPersonId, Instant now) {
        booking.requireMovable(now);
        InstrumentInfo instrument = catalogue.find(booking.instrumentId()).orElseThrow(Problem::notFound);
        Proposal proposal = proposals.of(instrument, wish(booking, toPersonId, booking.window()), now);
        refuseIf(OF_A_PERSON, proposal, instrument, booking);
        booking.handOver(toPersonId);
    }

    private void refuseIf(Set<RefusalReason> asked, Proposal proposal, InstrumentInfo instrument, Booking booking) {
        BookingPolicies.refusal(proposal, asked).ifPresent(reason -> {
            throw windows.refusal(reason, proposal, instrument.id(), booking.slotId());
        });
    }

    private static Proposals.Wish wish(Booking booking, long personId, TimeWindow window) {
        return new Proposals.Wish(booking.organisationId(), personId, window, booking.mode(), booking.id());
    }

    BookingPreview preview(
            long personId, long organisationId, InstrumentInfo instrument, NewBooking wanted, Instant now) {
        Proposal proposal = proposals.of(instrument, wish(personId, organisationId, wanted), now);
        RefusalReason refusal = BookingPolicies.refusal(proposal).orElse(null);
        boolean taken = windows.anyTaken(proposal, instrument.id(), null);
        List<TimeWindow> nearest = List.of();
        if (refusal != null) {
            nearest = windows.allowedInstead(refusal, proposal, instrument.id(), null);
        } else if (taken) {
            nearest = windows.near(proposal, instrument.id(), null);
        }
        Fen quote = quotes.ofWindow(instrument.id(), instrument.ownerId(), organisationId, wanted.window());
        return new BookingPreview(
                refusal,
                refusal == null ? null : RefusedRule.of(refusal, proposal),
                nearest,
                taken,
                quote,
                quotes.subsidy(instrument.ownerId(), organisationId, wanted.window(), quote),
                proposal.rules().approval());
    }

    private static Proposals.Wish wish(long personId, long organisationId, NewBooking wanted) {
        return new Proposals.Wish(organisationId, personId, wanted.window(), wanted.mode(), null);
    }

    Availability availability(InstrumentInfo instrument, TimeWindow frame, Instant now) {
        return windows.availability(instrument, frame, now);
    }

    private void refuseIfNotAllowed(Proposal proposal, InstrumentInfo instrument, @Nullable Long own) {
        BookingPolicies.refusal(proposal).ifPresent(reason -> {
            throw windows.refusal(reason, proposal, instrument.id(), own);
        });
    }

    private Booking.Terms terms(Proposal proposal, InstrumentInfo instrument, long organisationId) {
        BookingRules rules = proposal.rules();
        TimeWindow window = proposal.window();
        Fen quote = quotes.ofWindow(instrument.id(), instrument.ownerId(), organisationId, window);
        return new Booking.Terms(
                window,
                rules.approval() ? BookingStatus.PENDING_APPROVAL : BookingStatus.CONFIRMED,
                quote,
                quotes.subsidy(instrument.ownerId(), organisationId, window, quote),
                rules.cancelFreeUntil(window),
                rules.noShowAfter(window),
                rules.approval() ? rules.approveBefore(window, proposal.now()) : null);
    }
}
