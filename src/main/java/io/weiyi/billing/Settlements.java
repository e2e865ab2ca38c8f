package io.weiyi.billing;

import io.weiyi.booking.BookingInfo;
import io.weiyi.booking.Bookings;
import io.weiyi.booking.SampleOrderInfo;
import io.weiyi.booking.SampleOrders;
import io.weiyi.metering.SessionInfo;
import io.weiyi.metering.UsageSessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is known of charges and how they were settled (结算), for the rooms that build on it. Nothing is scoped here. */
@ApplicationScoped
public class Settlements {

    private final ChargeQueries charges;
    private final ChargeRows rows;
    private final Bookings bookings;
    private final SampleOrders orders;
    private final UsageSessions sessions;

    Settlements(
            ChargeQueries charges, ChargeRows rows, Bookings bookings, SampleOrders orders, UsageSessions sessions) {
        this.charges = charges;
        this.rows = rows;
        this.bookings = bookings;
        this.orders = orders;
        this.sessions = sessions;
    }

    /** Everything that is known of a charge; empty when there is no such charge. */
    public Optional<Settlement> of(long chargeId) {
        return charges.find(chargeId).map(this::settlement);
    }

    /** The live and paid charges of an organisation, the newest first: what it may build claims from. */
    public List<ChargeInfo> settledOf(long organisationId) {
        return charges.settled(organisationId);
    }

    private Settlement settlement(ChargeInfo charge) {
        long subject = charge.subject().id();
        Optional<BookingInfo> booking =
                charge.subject().kind() == SubjectKind.BOOKING ? bookings.info(subject) : Optional.empty();
        Optional<SampleOrderInfo> order =
                charge.subject().kind() == SubjectKind.SAMPLE_ORDER ? orders.info(subject) : Optional.empty();
        List<SessionInfo> used = rows.sessions(charge.id()).stream()
                .map(sessions::find)
                .flatMap(Optional::stream)
                .toList();
        Instant from = booking.map(BookingInfo::startsAt)
                .or(() -> order.map(SampleOrderInfo::createdAt))
                .or(() -> used.stream().map(SessionInfo::startedAt).min(Instant::compareTo))
                .orElse(charge.createdAt());
        Instant until = booking.map(BookingInfo::endsBefore)
                .or(() -> order.map(SampleOrderInfo::finishedAt))
                .or(() -> used.stream()
                        .map(SessionInfo::endedAt)
                        .filter(Objects::nonNull)
                        .max(Instant::compareTo))
                .orElse(from);
        return new Settlement(
                charge,
                charge.status() == ChargeStatus.PAID,
                from,
                until,
                booking.orElse(null),
                order.orElse(null),
                used);
    }
}
