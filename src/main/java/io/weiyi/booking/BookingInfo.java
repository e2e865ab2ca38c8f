package io.weiyi.booking;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.time.TimeWindow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A slot booking (机时预约) as other rooms see it.
 *
 * @param providerId the owner of the instrument
 * @param organisationId who uses and pays
 * @param personId who booked
 * @param startsAt start of the agreed window, the basis of price
 * @param quote what it is expected to cost by the tariff of the start
 * @param approveBefore until when an approval is waited for; null when none was needed
 * @param checkedInAt when somebody checked in; null if nobody did
 * @param usedFrom when the meter first saw use of this booking; null if it saw none. A NO_SHOW booking that has it was
 *     used after its slot had been given on, see late-truth.md
 */
public record BookingInfo(
        long id,
        long instrumentId,
        long providerId,
        long organisationId,
        long personId,
        Instant startsAt,
        Instant endsBefore,
        BookingMode mode,
        BookingStatus status,
        String purpose,
        Fen quote,
        @Nullable Fen expectedSubsidy,
        Instant cancelFreeUntil,
        @Nullable Instant approveBefore,
        @Nullable Instant checkedInAt,
        @Nullable Instant usedFrom,
        boolean overtime,
        Instant createdAt,
        int version) {

    public TimeWindow window() {
        return new TimeWindow(startsAt, endsBefore);
    }
}
