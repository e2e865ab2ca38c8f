package io.weiyi.booking;

import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.catalog.ServiceItemInfo;
import io.weiyi.identity.Caller;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.pricing.SampleUse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Sample orders (送样预约): the façade. An order takes no slot; the lab plans slots for it. */
@ApplicationScoped
public class SampleOrders {

    private final SampleOrderRepository orders;
    private final SampleOrderRows rows;
    private final Catalogue catalogue;
    private final Quotes quotes;
    private final BlobStore blobs;
    private final Event<SampleOrderTested> tested;
    private final Audit audit;
    private final Clock clock;

    SampleOrders(
            SampleOrderRepository orders,
            SampleOrderRows rows,
            Catalogue catalogue,
            Quotes quotes,
            BlobStore blobs,
            Event<SampleOrderTested> tested,
            Audit audit,
            Clock clock) {
        this.orders = orders;
        this.rows = rows;
        this.catalogue = catalogue;
        this.quotes = quotes;
        this.blobs = blobs;
        this.tested = tested;
        this.audit = audit;
        this.clock = clock;
    }

    /** Orders a test for the caller's own organisation. */
    @Transactional
    public SampleOrderInfo order(Caller caller, NewSampleOrder wanted) {
        long organisation = Access.acting(caller);
        Instant now = clock.instant();
        SampleOrder.Subject subject = subject(wanted, organisation);
        Fen quote = quotes.ofSamples(
                subject,
                organisation,
                wanted.samples().stream()
                        .map(s -> new SampleUse(s.name(), s.count()))
                        .toList(),
                now);
        SampleOrder.Wish wish = new SampleOrder.Wish(
                wanted.samples().stream()
                        .map(s -> new SampleKind(s.name(), s.count(), s.note()))
                        .toList(),
                wanted.desiredBy(),
                wanted.purpose());
        SampleOrder order = new SampleOrder(subject, organisation, caller.personId(), wish, quote, now);
        orders.persistAndFlush(order);
        record(order, "sample-order.order", null);
        return order.info();
    }

    private SampleOrder.Subject subject(NewSampleOrder wanted, long organisationId) {
        Long item = wanted.serviceItemId();
        if (item != null) {
            ServiceItemInfo found = catalogue
                    .findItem(item)
                    .filter(ServiceItemInfo::published)
                    .orElseThrow(() -> Problem.validation("serviceItemId", "is unknown"));
            return new SampleOrder.Subject(null, item, found.ownerId(), found.sampleFen());
        }
        Long instrument = wanted.instrumentId();
        if (instrument == null) {
            throw Problem.validation("instrumentId", "this or serviceItemId must be given");
        }
        InstrumentInfo found =
                catalogue.find(instrument).orElseThrow(() -> Problem.validation("instrumentId", "is unknown"));
        if (!found.status().usable() || !found.sharedWith(organisationId)) {
            throw Problem.validation("instrumentId", "takes no samples of your organisation");
        }
        return new SampleOrder.Subject(instrument, null, found.ownerId(), Fen.ZERO);
    }

    /** The lab takes an order on and says by when; without a day it is the usual turnaround from today. */
    @Transactional
    public SampleOrderInfo accept(Caller caller, long orderId, IfMatch ifMatch, @Nullable LocalDate promisedOn) {
        return lab(caller, orderId, ifMatch, "sample-order.accept", (order, now) -> {
            LocalDate today = BusinessTime.dayOf(now);
            if (promisedOn != null && promisedOn.isBefore(today)) {
                throw Problem.validation("promisedOn", "must not be in the past");
            }
            order.accept(promisedOn == null ? today.plusDays(turnaroundDays(order)) : promisedOn);
        });
    }

    private int turnaroundDays(SampleOrder order) {
        Long item = order.serviceItemId();
        Long instrument = order.instrumentId();
        if (item != null) {
            return catalogue.findItem(item).map(ServiceItemInfo::turnaroundDays).orElse(0);
        }
        return instrument == null ? 0 : catalogue.turnaroundDays(instrument);
    }

    /** The lab turns an order down. */
    @Transactional
    public SampleOrderInfo decline(Caller caller, long orderId, IfMatch ifMatch, String reason) {
        return lab(caller, orderId, ifMatch, "sample-order.decline", (order, now) -> order.decline(reason));
    }

    /** The samples have arrived (收样). */
    @Transactional
    public SampleOrderInfo receive(Caller caller, long orderId, IfMatch ifMatch, @Nullable String courierNumber) {
        return lab(caller, orderId, ifMatch, "sample-order.receive", (order, now) -> order.receive(courierNumber));
    }

    /** Testing begins (检测中). */
    @Transactional
    public SampleOrderInfo start(Caller caller, long orderId, IfMatch ifMatch) {
        return lab(caller, orderId, ifMatch, "sample-order.start", (order, now) -> order.start());
    }

    /**
     * Testing is done (检测完成); the order can be priced.
     *
     * @param counts how many of a kind were tested where it differs from what was ordered, by the kind's number
     */
    @Transactional
    public SampleOrderInfo finish(Caller caller, long orderId, IfMatch ifMatch, Map<Integer, Integer> counts) {
        return lab(caller, orderId, ifMatch, "sample-order.finish", (order, now) -> {
            counts.keySet().stream()
                    .filter(no -> !order.hasKind(no))
                    .findFirst()
                    .ifPresent(no -> {
                        throw Problem.validation("samples", "the order has no kind of sample number " + no);
                    });
            order.finish(counts, now);
            tested.fire(new SampleOrderTested(order.id(), now));
        });
    }

    /** The result is there (已出报告). */
    @Transactional
    public SampleOrderInfo report(Caller caller, long orderId, IfMatch ifMatch, SampleReport report) {
        return lab(caller, orderId, ifMatch, "sample-order.report", (order, now) -> {
            SampleReport.File file = report.file();
            order.requireTested();
            Long blob =
                    file == null ? null : blobs.put(file.content(), file.mediaType(), file.name(), caller.personId());
            order.report(report.number(), blob);
        });
    }

    /** The firm calls an order off, until the samples are at the lab. */
    @Transactional
    public SampleOrderInfo cancel(Caller caller, long orderId, IfMatch ifMatch) {
        return change(caller, orderId, ifMatch, "sample-order.cancel", (order, now) -> {
            Access.require(Access.member(caller, order.organisationId()), "Only members of the firm may cancel it.");
            order.cancel();
        });
    }

    private SampleOrderInfo lab(
            Caller caller, long orderId, IfMatch ifMatch, String action, BiConsumer<SampleOrder, Instant> move) {
        return change(caller, orderId, ifMatch, action, (order, now) -> {
            Access.require(Access.lab(caller, order.providerId()), "Only the lab's people may do this.");
            move.accept(order, now);
        });
    }

    private SampleOrderInfo change(
            Caller caller, long orderId, IfMatch ifMatch, String action, BiConsumer<SampleOrder, Instant> move) {
        SampleOrder order = orders.locked(orderId).orElseThrow(Problem::notFound);
        Access.requireSight(caller, order.organisationId(), order.providerId());
        ifMatch.check(order.version());
        SampleOrderStatus before = order.status();
        move.accept(order, clock.instant());
        orders.flush();
        record(order, action, before);
        return order.info();
    }

    /** An order that the caller may see; any other does not exist. */
    @Transactional
    public SampleOrderInfo find(Caller caller, long orderId) {
        SampleOrderInfo order = info(orderId).orElseThrow(Problem::notFound);
        Access.requireSight(caller, order.organisationId(), order.providerId());
        return order;
    }

    /** The stored report of an order that the caller may see; empty while there is no file. */
    @Transactional
    public Optional<BlobStore.Blob> reportFile(Caller caller, long orderId) {
        Long blob = find(caller, orderId).reportBlobId();
        return blob == null ? Optional.empty() : blobs.get(blob);
    }

    /** The orders that the caller may see, newest first. */
    @Transactional
    public Page<SampleOrderInfo> list(Caller caller, @Nullable SampleOrderStatus status, PageRequest page) {
        return rows.list(caller, status, page);
    }

    /** The order with this id, whoever asks. */
    @Transactional
    public Optional<SampleOrderInfo> info(long orderId) {
        return orders.findByIdOptional(orderId).map(SampleOrder::info);
    }

    private void record(SampleOrder order, String action, @Nullable SampleOrderStatus before) {
        audit.record(
                action,
                "sample-order",
                String.valueOf(order.id()),
                order.organisationId(),
                Map.of(
                        "from",
                        before == null ? "" : before.name(),
                        "to",
                        order.status().name()));
    }
}
