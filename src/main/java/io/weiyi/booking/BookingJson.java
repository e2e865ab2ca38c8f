package io.weiyi.booking;

import io.weiyi.kernel.money.Fen;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A booking as sent. */
record BookingJson(
        String id,
        BookingStatus status,
        String instrumentId,
        String providerId,
        String organisationId,
        String createdBy,
        Instant startsAt,
        Instant endsBefore,
        BookingMode mode,
        String purpose,
        Fen quoteFen,
        @Nullable Fen expectedSubsidyFen,
        Instant cancelFreeUntil,
        @Nullable Instant approveBefore,
        @Nullable Instant checkedInAt,
        @Nullable Instant usedFrom,
        boolean overtime,
        Instant createdAt,
        int version,
        @Nullable String code) {

    /** The code is told to the booking's own firm only; null to everybody else. */
    static BookingJson of(BookingInfo booking, @Nullable String code) {
        return new BookingJson(
                String.valueOf(booking.id()),
                booking.status(),
                String.valueOf(booking.instrumentId()),
                String.valueOf(booking.providerId()),
                String.valueOf(booking.organisationId()),
                String.valueOf(booking.personId()),
                booking.startsAt(),
                booking.endsBefore(),
                booking.mode(),
                booking.purpose(),
                booking.quote(),
                booking.expectedSubsidy(),
                booking.cancelFreeUntil(),
                booking.approveBefore(),
                booking.checkedInAt(),
                booking.usedFrom(),
                booking.overtime(),
                booking.createdAt(),
                booking.version(),
                code);
    }

    /** The body of a new booking, as it comes; nothing of it is believed yet. */
    record New(
            @Nullable String instrumentId,
            @Nullable String startsAt,
            @Nullable String endsBefore,
            @Nullable String mode,
            @Nullable String purpose) {}

    /** The body of a move: what is missing stays as it is. */
    record Move(@Nullable String startsAt, @Nullable String endsBefore) {}

    /** The body of a hand-over: the colleague who comes instead. */
    record HandOver(@Nullable String personId) {}

    /** The optional body of a refusal. */
    record Decision(@Nullable String note) {}
}
