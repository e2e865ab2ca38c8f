package io.weiyi.billing;

import io.weiyi.billing.ChargeExplanation.ExplainedLine;
import io.weiyi.booking.Bookings;
import io.weiyi.booking.SampleOrders;
import io.weiyi.metering.SessionInfo;
import io.weiyi.metering.UsageSessions;
import io.weiyi.pricing.PricedLine;
import io.weiyi.pricing.Tariff;
import io.weiyi.pricing.Tariffs;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Gathers what is behind a charge from the rooms that know it. */
@ApplicationScoped
class ChargeExplanations {

    private final ChargeRows rows;
    private final ChargeQueries queries;
    private final Tariffs tariffs;
    private final Bookings bookings;
    private final SampleOrders orders;
    private final UsageSessions sessions;

    ChargeExplanations(
            ChargeRows rows,
            ChargeQueries queries,
            Tariffs tariffs,
            Bookings bookings,
            SampleOrders orders,
            UsageSessions sessions) {
        this.rows = rows;
        this.queries = queries;
        this.tariffs = tariffs;
        this.bookings = bookings;
        this.orders = orders;
        this.sessions = sessions;
    }

    ChargeExplanation of(ChargeInfo charge) {
        ChargeSubject subject = charge.subject();
        List<SessionInfo> used = rows.sessions(charge.id()).stream()
                .map(sessions::find)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(SessionInfo::startedAt).thenComparing(SessionInfo::id))
                .toList();
        return new ChargeExplanation(
                charge,
                charge.lines().stream().map(this::explained).toList(),
                subject.kind() == SubjectKind.BOOKING
                        ? bookings.info(subject.id()).orElse(null)
                        : null,
                subject.kind() == SubjectKind.SAMPLE_ORDER
                        ? orders.info(subject.id()).orElse(null)
                        : null,
                used,
                queries.history(subject));
    }

    private ExplainedLine explained(PricedLine line) {
        Tariff tariff = tariffs.find(line.tariffId())
                .orElseThrow(() -> new IllegalStateException("tariff " + line.tariffId() + " has gone"));
        return new ExplainedLine(line, tariff);
    }
}
