package io.weiyi.booking;

import io.weiyi.kernel.money.Fen;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sample order as sent. */
record SampleOrderJson(
        String id,
        SampleOrderStatus status,
        @Nullable String instrumentId,
        @Nullable String serviceItemId,
        String providerId,
        String organisationId,
        String createdBy,
        List<SampleKindInfo> samples,
        @Nullable LocalDate desiredBy,
        @Nullable LocalDate promisedOn,
        String purpose,
        Fen quoteFen,
        @Nullable String courierNumber,
        @Nullable String declineReason,
        @Nullable String reportNumber,
        boolean reportFile,
        @Nullable Instant finishedAt,
        Instant createdAt,
        int version) {

    static SampleOrderJson of(SampleOrderInfo order) {
        return new SampleOrderJson(
                String.valueOf(order.id()),
                order.status(),
                text(order.instrumentId()),
                text(order.serviceItemId()),
                String.valueOf(order.providerId()),
                String.valueOf(order.organisationId()),
                String.valueOf(order.personId()),
                order.kinds(),
                order.desiredBy(),
                order.promisedOn(),
                order.purpose(),
                order.quote(),
                order.courierNumber(),
                order.declineReason(),
                order.reportNumber(),
                order.reportBlobId() != null,
                order.finishedAt(),
                order.createdAt(),
                order.version());
    }

    private static @Nullable String text(@Nullable Long id) {
        return id == null ? null : String.valueOf(id);
    }

    /** The body of a new order, as it comes. */
    record New(
            @Nullable String instrumentId,
            @Nullable String serviceItemId,
            @Nullable List<@Nullable Sample> samples,
            @Nullable String desiredBy,
            @Nullable String purpose) {}

    /** A kind of sample in a new order. */
    record Sample(
            @Nullable String name,
            @Nullable Integer count,
            @Nullable String note) {}

    /** The bodies of the lab's moves; every one may be missing. */
    record Acceptance(@Nullable String promisedOn) {}

    record Refusal(@Nullable String reason) {}

    record Receipt(@Nullable String courierNumber) {}

    record Result(@Nullable List<@Nullable Tested> samples) {}

    record Tested(@Nullable Integer no, @Nullable Integer count) {}

    record Report(@Nullable String reportNumber) {}
}
