package io.weiyi.billing;

import io.weiyi.booking.BookingInfo;
import io.weiyi.booking.Bookings;
import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.job.WorkQueue;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What people do to charges, each with the role it takes. */
@ApplicationScoped
class ChargeMoves {

    private final ChargeRepository charges;
    private final Bookings bookings;
    private final BookingBilling billing;
    private final WorkQueue work;
    private final BillingConfig config;
    private final Audit audit;
    private final Clock clock;

    ChargeMoves(
            ChargeRepository charges,
            Bookings bookings,
            BookingBilling billing,
            WorkQueue work,
            BillingConfig config,
            Audit audit,
            Clock clock) {
        this.charges = charges;
        this.bookings = bookings;
        this.billing = billing;
        this.work = work;
        this.config = config;
        this.audit = audit;
        this.clock = clock;
    }

    void move(long chargeId, ChargeMove move, @Nullable String note, @Nullable Integer expectedVersion, Caller caller) {
        Charge charge = charges.locked(chargeId).orElseThrow(Problem::notFound);
        if (!may(caller, move, charge)) {
            throw Problem.forbidden(
                    move.providers()
                            ? "Only the finance of the instrument's owner may do this."
                            : "Only the organisation that owes the charge may do this.");
        }
        if (expectedVersion != null && expectedVersion != charge.version()) {
            throw Problem.stale();
        }
        ChargeStatus before = charge.status();
        charge.move(move, caller.personId(), note, clock.instant());
        charges.flush();
        if (move == ChargeMove.CONFIRM) {
            work.enqueue(
                    AnswerDeadline.KIND,
                    Long.toString(chargeId),
                    clock.instant().plus(Duration.ofDays(config.answerDays())));
        }
        audit.record(
                "charge." + move.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                "charge",
                Long.toString(chargeId),
                charge.organisationId(),
                Map.of("from", before.name(), "to", charge.status().name(), "note", note == null ? "" : note));
    }

    private static boolean may(Caller caller, ChargeMove move, Charge charge) {
        Set<Long> scope = move.providers()
                ? caller.organisationsAs(Role.PROVIDER_FINANCE)
                : caller.organisationsAs(Role.MEMBER, Role.ORG_ADMIN, Role.FIRM_FINANCE);
        return scope.contains(move.providers() ? charge.providerId() : charge.organisationId());
    }

    void billEstimates(long bookingId, Caller caller) {
        BookingInfo booking = bookings.info(bookingId).orElseThrow(Problem::notFound);
        if (!caller.hasIn(Role.INSTRUMENT_MANAGER, booking.providerId())) {
            throw caller.memberOf(booking.organisationId())
                    ? Problem.forbidden("Only the instrument's manager may do this.")
                    : Problem.notFound();
        }
        Instant now = clock.instant();
        billing.bill(bookingId, true, now);
        audit.record("charge.bill-estimates", "booking", Long.toString(bookingId), booking.organisationId(), Map.of());
    }
}
