package io.weiyi.billing;

import io.weiyi.booking.SampleOrderInfo;
import io.weiyi.booking.SampleOrderStatus;
import io.weiyi.booking.SampleOrderTested;
import io.weiyi.booking.SampleOrders;
import io.weiyi.identity.OrganisationInfo;
import io.weiyi.identity.Organisations;
import io.weiyi.kernel.job.WorkHandler;
import io.weiyi.kernel.job.WorkQueue;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.pricing.Pricing;
import io.weiyi.pricing.SampleUse;
import io.weiyi.pricing.Tariff;
import io.weiyi.pricing.Tariffs;
import io.weiyi.pricing.Tier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Prices sample orders once their samples are tested, by the tariff of that moment. */
@ApplicationScoped
class SampleOrderBilling implements WorkHandler {

    static final String KIND = "billing.sample-order";

    private static final Logger LOG = Logger.getLogger(SampleOrderBilling.class);

    private final SampleOrders orders;
    private final Organisations organisations;
    private final Tariffs tariffs;
    private final ChargePosting posting;
    private final WorkQueue queue;

    SampleOrderBilling(
            SampleOrders orders, Organisations organisations, Tariffs tariffs, ChargePosting posting, WorkQueue queue) {
        this.orders = orders;
        this.organisations = organisations;
        this.tariffs = tariffs;
        this.posting = posting;
        this.queue = queue;
    }

    void onTested(@Observes SampleOrderTested event) {
        queue.enqueue(KIND, Long.toString(event.orderId()), event.at());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Instant> handle(String subject, Instant now) {
        long orderId = Long.parseLong(subject);
        posting.hold(new ChargeSubject(SubjectKind.SAMPLE_ORDER, orderId));
        SampleOrderInfo order = orders.info(orderId)
                .orElseThrow(() -> new IllegalStateException("sample order " + subject + " does not exist"));
        Instant finishedAt = order.finishedAt();
        boolean tested = order.status() == SampleOrderStatus.TESTED || order.status() == SampleOrderStatus.REPORTED;
        if (!tested || finishedAt == null) {
            return Optional.empty();
        }
        Optional<Tariff> tariff = tariff(order, finishedAt);
        if (tariff.isEmpty()) {
            LOG.warnf("sample order %d cannot be priced: there is no tariff", order.id());
            return Optional.of(now.plus(BookingBilling.TARIFF_WAITS));
        }
        OrganisationInfo organisation = organisations
                .find(order.organisationId())
                .orElseThrow(() -> new IllegalStateException("sample order " + order.id() + " has no organisation"));
        Tier tier = Tier.of(order.providerId(), order.organisationId(), organisation.kind());
        List<SampleUse> kinds = order.kinds().stream()
                .map(kind -> new SampleUse(kind.name(), kind.count()))
                .toList();
        posting.settle(
                new Bill(
                        new ChargeSubject(SubjectKind.SAMPLE_ORDER, order.id()),
                        order.organisationId(),
                        order.providerId(),
                        order.instrumentId(),
                        BusinessTime.monthOf(finishedAt),
                        Pricing.priceSamples(tariff.get(), tier, kinds),
                        List.of()),
                now);
        return Optional.empty();
    }

    private Optional<Tariff> tariff(SampleOrderInfo order, Instant at) {
        Long instrumentId = order.instrumentId();
        Long itemId = order.serviceItemId();
        if (instrumentId != null) {
            return tariffs.instrumentTariffAt(instrumentId, at);
        }
        return itemId == null ? Optional.empty() : tariffs.itemTariffAt(itemId, at);
    }
}
