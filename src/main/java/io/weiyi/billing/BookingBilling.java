package io.weiyi.billing;

import io.weiyi.booking.BookingFinished;
import io.weiyi.booking.BookingInfo;
import io.weiyi.booking.Bookings;
import io.weiyi.identity.OrganisationInfo;
import io.weiyi.identity.Organisations;
import io.weiyi.kernel.job.WorkHandler;
import io.weiyi.kernel.job.WorkQueue;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.kernel.time.TimeWindow;
import io.weiyi.metering.SessionClosed;
import io.weiyi.metering.SessionInfo;
import io.weiyi.metering.UsageSessions;
import io.weiyi.pricing.Pricing;
import io.weiyi.pricing.Tariff;
import io.weiyi.pricing.Tariffs;
import io.weiyi.pricing.Tier;
import io.weiyi.pricing.UseTimes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Prices bookings with all their sessions. A session that belongs to no booking has no organisation to bill; it is kept
 * and stays unbilled.
 */
@ApplicationScoped
class BookingBilling implements WorkHandler {

    static final String KIND = "billing.booking";

    /** How long to wait for a tariff that is missing. */
    static final Duration TARIFF_WAITS = Duration.ofHours(1);

    private static final Logger LOG = Logger.getLogger(BookingBilling.class);

    private final Bookings bookings;
    private final UsageSessions sessions;
    private final Organisations organisations;
    private final Tariffs tariffs;
    private final ChargePosting posting;
    private final ChargeRows rows;
    private final ChargeRepository charges;
    private final WorkQueue queue;

    BookingBilling(
            Bookings bookings,
            UsageSessions sessions,
            Organisations organisations,
            Tariffs tariffs,
            ChargePosting posting,
            ChargeRows rows,
            ChargeRepository charges,
            WorkQueue queue) {
        this.bookings = bookings;
        this.sessions = sessions;
        this.organisations = organisations;
        this.tariffs = tariffs;
        this.posting = posting;
        this.rows = rows;
        this.charges = charges;
        this.queue = queue;
    }

    void onFinished(@Observes BookingFinished event) {
        queue.enqueue(KIND, Long.toString(event.bookingId()), event.at());
    }

    void onSession(@Observes SessionClosed event) {
        Long bookingId = event.bookingId();
        if (bookingId != null) {
            queue.enqueue(KIND, Long.toString(bookingId), event.at());
        }
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Instant> handle(String subject, Instant now) {
        return bill(Long.parseLong(subject), false, now);
    }

    /**
     * Prices a booking if it can be priced.
     *
     * @param ownersWord whether estimates need not wait
     * @return when to try again; empty when it is done or an event will tell
     */
    Optional<Instant> bill(long bookingId, boolean ownersWord, Instant now) {
        ChargeSubject subject = new ChargeSubject(SubjectKind.BOOKING, bookingId);
        posting.hold(subject);
        BookingInfo booking = bookings.info(bookingId)
                .orElseThrow(() -> new IllegalStateException("booking " + bookingId + " does not exist"));
        Set<Long> accepted = charges.live(subject)
                .map(charge -> Set.copyOf(rows.sessions(charge.id())))
                .orElse(Set.of());
        Verdict verdict = Verdict.of(
                new Verdict.Question(
                        booking,
                        sessions.ofBooking(bookingId),
                        bookings.watched(booking.instrumentId(), booking.window()),
                        accepted,
                        ownersWord),
                now);
        if (verdict instanceof Verdict.Later later) {
            return Optional.of(later.at());
        }
        if (verdict instanceof Verdict.Ready ready) {
            return settle(booking, subject, ready, now);
        }
        return Optional.empty();
    }

    /** When the booking was used, by its window and by the sessions that are priced. */
    private UseTimes times(BookingInfo booking, Verdict.Ready ready) {
        List<UseTimes.Session> priced = new ArrayList<>();
        for (SessionInfo session : sessions.ofBooking(booking.id())) {
            Instant endedAt = session.endedAt();
            if (ready.sessionIds().contains(session.id())
                    && endedAt != null
                    && session.startedAt().isBefore(endedAt)) {
                priced.add(new UseTimes.Session(
                        new TimeWindow(session.startedAt(), endedAt), session.runSeconds(), session.activeSeconds()));
            }
        }
        return new UseTimes(booking.window(), priced);
    }

    private Optional<Instant> settle(BookingInfo booking, ChargeSubject subject, Verdict.Ready ready, Instant now) {
        Optional<Tariff> tariff = tariffs.instrumentTariffAt(booking.instrumentId(), booking.startsAt());
        if (tariff.isEmpty()) {
            LOG.warnf("booking %d cannot be priced: its instrument has no tariff", booking.id());
            return Optional.of(now.plus(TARIFF_WAITS));
        }
        OrganisationInfo organisation = organisations
                .find(booking.organisationId())
                .orElseThrow(() -> new IllegalStateException("booking " + booking.id() + " has no organisation"));
        Tier tier = Tier.of(booking.providerId(), booking.organisationId(), organisation.kind());
        posting.settle(
                new Bill(
                        subject,
                        booking.organisationId(),
                        booking.providerId(),
                        booking.instrumentId(),
                        BusinessTime.monthOf(booking.startsAt()),
                        Pricing.price(tariff.get(), tier, ready.use(), times(booking, ready)),
                        ready.sessionIds()),
                now);
        return Optional.empty();
    }
}
