package io.weiyi.booking;

import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

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
        Proposals.Wish wish =
                new Proposals.Wish(booking.organisationId(), booking.personId(), window, booking.mode(), booking.id());
        Proposal proposal = proposals.of(instrument, wish, now);
        refuseIfNotAllowed(proposal, instrument, booking.slotId());
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
        Proposal proposal = proposals.of(instrument, wish(personId, organisationId, wanted), now);
        RefusalReason refusal = BookingPolicies.refusal(proposal).orElse(null);
        boolean taken = windows.anyTaken(proposal, instrument.id(), null);
        List<TimeWindow> nearest = List.of();
        if (refusal != null) {
            nearest = windows.allowedInstead(refusal, proposal, instrument.id(), null);
        } else if (taken) {
            nearest = windows.near(proposal, instrument.id(), null);
        }
        return new BookingPreview(
                refusal,
                refusal == null ? null : RefusedRule.of(refusal, proposal),
                nearest,
                taken,
                quotes.ofWindow(instrument.id(), instrument.ownerId(), organisationId, wanted.window()),
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
        return new Booking.Terms(
                window,
                rules.approval() ? BookingStatus.PENDING_APPROVAL : BookingStatus.CONFIRMED,
                quotes.ofWindow(instrument.id(), instrument.ownerId(), organisationId, window),
                rules.cancelFreeUntil(window),
                rules.noShowAfter(window),
                rules.approval() ? rules.approveBefore(window, proposal.now()) : null);
    }
}
