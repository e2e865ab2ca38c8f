package io.weiyi.booking;

import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.OptionalLong;

/** Agrees on windows: asks the policies, takes the slot, quotes the price. Every door to a booking goes through here. */
@ApplicationScoped
class Agreements {

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
        Proposal proposal = proposals.of(instrument, organisationId, personId, wanted.window(), wanted.mode(), now);
        refuseIfNotAllowed(proposal);
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
        Proposal proposal =
                proposals.of(instrument, booking.organisationId(), booking.personId(), window, booking.mode(), now);
        refuseIfNotAllowed(proposal);
        Booking.Terms terms = terms(proposal, instrument, booking.organisationId());
        OptionalLong slot = slots.exchange(
                instrument.id(), booking.slotId(), proposal.rules().blocked(window));
        if (slot.isEmpty()) {
            throw windows.overlap(proposal, instrument.id(), booking.slotId());
        }
        booking.move(terms, slot.getAsLong(), now);
    }

    BookingPreview preview(
            long personId, long organisationId, InstrumentInfo instrument, NewBooking wanted, Instant now) {
        Proposal proposal = proposals.of(instrument, organisationId, personId, wanted.window(), wanted.mode(), now);
        return new BookingPreview(
                BookingPolicies.refusal(proposal).orElse(null),
                windows.anyTaken(proposal, instrument.id()),
                quotes.ofWindow(instrument.id(), instrument.ownerId(), organisationId, wanted.window()),
                proposal.rules().approval());
    }

    Availability availability(InstrumentInfo instrument, TimeWindow frame, Instant now) {
        return windows.availability(instrument, frame, now);
    }

    private static void refuseIfNotAllowed(Proposal proposal) {
        BookingPolicies.refusal(proposal).ifPresent(reason -> {
            throw Problem.of(422, "booking-refused", "This cannot be booked", reason.detail())
                    .with("reason", reason.code());
        });
    }

    private Booking.Terms terms(Proposal proposal, InstrumentInfo instrument, long organisationId) {
        BookingRules rules = proposal.rules();
        TimeWindow window = proposal.window();
        return new Booking.Terms(
                window,
                rules.approval() ? BookingStatus.PENDING_APPROVAL : BookingStatus.CONFIRMED,
                quotes.ofWindow(instrument.id(), instrument.ownerId(), organisationId, window),
                rules.cancelFreeUntil(window),
                rules.noShowAfter(window),
                rules.approval() ? rules.approveBefore(window, proposal.now()) : null);
    }
}
