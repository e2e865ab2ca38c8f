package io.weiyi.booking;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Problem;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An order to test samples (送样预约). Every change of state goes through {@link #become}. */
@Entity
@Table(name = "sample_order")
class SampleOrder {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @Column(name = "instrument_id")
    private @Nullable Long instrumentId;

    @Column(name = "service_item_id")
    private @Nullable Long serviceItemId;

    @Column(name = "provider_id")
    private long providerId;

    @Column(name = "organisation_id")
    private long organisationId;

    @Column(name = "person_id")
    private long personId;

    @Enumerated(EnumType.STRING)
    private SampleOrderStatus status;

    @Column(name = "desired_by")
    private @Nullable LocalDate desiredBy;

    @Column(name = "promised_on")
    private @Nullable LocalDate promisedOn;

    private String purpose;

    @Column(name = "quote_fen")
    private long quoteFen;

    @Column(name = "courier_number")
    private @Nullable String courierNumber;

    @Column(name = "decline_reason")
    private @Nullable String declineReason;

    @Column(name = "report_number")
    private @Nullable String reportNumber;

    @Column(name = "report_blob_id")
    private @Nullable Long reportBlobId;

    @Column(name = "finished_at")
    private @Nullable Instant finishedAt;

    @Column(name = "created_at")
    private Instant createdAt;

    @Version
    private int version;

    @ElementCollection
    @CollectionTable(name = "sample_kind", joinColumns = @JoinColumn(name = "order_id"))
    @MapKeyColumn(name = "no")
    private Map<Integer, SampleKind> kinds;

    /** For Hibernate. */
    SampleOrder() {}

    SampleOrder(Subject subject, long organisationId, long personId, Wish wish, Fen quote, Instant now) {
        this.instrumentId = subject.instrumentId();
        this.serviceItemId = subject.serviceItemId();
        this.providerId = subject.providerId();
        this.organisationId = organisationId;
        this.personId = personId;
        this.status = SampleOrderStatus.SUBMITTED;
        this.desiredBy = wish.desiredBy();
        this.purpose = wish.purpose();
        this.quoteFen = quote.value();
        this.createdAt = now;
        this.kinds = new TreeMap<>();
        for (SampleKind kind : wish.kinds()) {
            kinds.put(kinds.size() + 1, kind);
        }
    }

    /**
     * What is ordered of whom: an instrument or a service item, exactly one.
     *
     * @param listPrice per sample, where no tariff says otherwise
     */
    record Subject(@Nullable Long instrumentId, @Nullable Long serviceItemId, long providerId, Fen listPrice) {}

    /** What the orderer wrote down. */
    record Wish(List<SampleKind> kinds, @Nullable LocalDate desiredBy, String purpose) {}

    void accept(LocalDate promised) {
        become(SampleOrderStatus.ACCEPTED);
        promisedOn = promised;
    }

    void decline(String reason) {
        become(SampleOrderStatus.DECLINED);
        declineReason = reason;
    }

    void receive(@Nullable String courier) {
        become(SampleOrderStatus.RECEIVED);
        courierNumber = courier;
    }

    void start() {
        become(SampleOrderStatus.TESTING);
    }

    /**
     * @param tested how many of each kind were tested, by number; kinds that are not named were tested as ordered
     */
    void finish(Map<Integer, Integer> tested, Instant now) {
        become(SampleOrderStatus.TESTED);
        tested.forEach((no, count) ->
                kinds.computeIfPresent(no, (key, kind) -> new SampleKind(kind.name(), count, kind.note())));
        finishedAt = now;
    }

    void report(@Nullable String number, @Nullable Long blobId) {
        become(SampleOrderStatus.REPORTED);
        reportNumber = number;
        reportBlobId = blobId;
    }

    void cancel() {
        become(SampleOrderStatus.CANCELLED);
    }

    /** Refuses before a file is stored for nothing. */
    void requireTested() {
        if (!status.mayBecome(SampleOrderStatus.REPORTED)) {
            throw Problem.illegalTransition("An order that is " + status + " cannot be reported on.");
        }
    }

    @Nullable
    Long instrumentId() {
        return instrumentId;
    }

    @Nullable
    Long serviceItemId() {
        return serviceItemId;
    }

    boolean hasKind(int no) {
        return kinds.containsKey(no);
    }

    private void become(SampleOrderStatus next) {
        if (!status.mayBecome(next)) {
            throw Problem.illegalTransition("An order that is " + status + " cannot become " + next + ".");
        }
        status = next;
    }

    long id() {
        return id;
    }

    long providerId() {
        return providerId;
    }

    long organisationId() {
        return organisationId;
    }

    SampleOrderStatus status() {
        return status;
    }

    int version() {
        return version;
    }

    SampleOrderInfo info() {
        return new SampleOrderInfo(
                id,
                instrumentId,
                serviceItemId,
                providerId,
                organisationId,
                personId,
                status,
                desiredBy,
                promisedOn,
                purpose,
                Fen.of(quoteFen),
                courierNumber,
                declineReason,
                reportNumber,
                reportBlobId,
                finishedAt,
                createdAt,
                version,
                new TreeMap<>(kinds)
                        .entrySet().stream()
                                .map(kind -> new SampleKindInfo(
                                        kind.getKey(),
                                        kind.getValue().name(),
                                        kind.getValue().count(),
                                        kind.getValue().note()))
                                .toList());
    }
}
