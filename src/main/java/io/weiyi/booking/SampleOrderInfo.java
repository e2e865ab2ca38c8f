package io.weiyi.booking;

import io.weiyi.kernel.money.Fen;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sample order (送样预约) as other rooms see it. Exactly one of instrument and service item is set.
 *
 * @param providerId the lab
 * @param organisationId who orders and pays
 * @param finishedAt when testing ended
 * @param reportBlobId the stored report, if a file was given
 */
public record SampleOrderInfo(
        long id,
        @Nullable Long instrumentId,
        @Nullable Long serviceItemId,
        long providerId,
        long organisationId,
        long personId,
        SampleOrderStatus status,
        @Nullable LocalDate desiredBy,
        @Nullable LocalDate promisedOn,
        String purpose,
        Fen quote,
        @Nullable String courierNumber,
        @Nullable String declineReason,
        @Nullable String reportNumber,
        @Nullable Long reportBlobId,
        @Nullable Instant finishedAt,
        Instant createdAt,
        int version,
        List<SampleKindInfo> kinds) {

    public SampleOrderInfo {
        kinds = List.copyOf(kinds);
    }
}
