package io.weiyi.booking;

import io.weiyi.kernel.time.TimeWindow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Slot bookings (机时预约): the façade of the room, for people's calls and for what metering has to tell. */
@ApplicationScoped
public class Bookings {

    private final BookingRepository bookings;
    private final MeterReports meter;

    Bookings(BookingRepository bookings, MeterReports meter) {
        this.bookings = bookings;
        this.meter = meter;
    }

    /** The booking with this id, whoever asks. */
    @Transactional
    public Optional<BookingInfo> info(long bookingId) {
        return bookings.findByIdOptional(bookingId).map(Booking::info);
    }

    /**
     * Agreed windows that overlap a window on an instrument, in order: CONFIRMED, IN_USE, FINISHED and NO_SHOW ones. Use
     * belongs to a no-show only where no other booking claims it.
     */
    @Transactional
    public List<BookedWindow> touching(long instrumentId, TimeWindow window) {
        return meter.touching(instrumentId, window);
    }

    /**
     * The meter saw use that belongs to a booking. Takes it into use; brings a no-show back while its slot is free. Safe
     * to repeat, and unknown ids are ignored.
     */
    @Transactional
    public void observeUse(long bookingId, Instant startedAt) {
        meter.observeUse(bookingId, startedAt);
    }

    /** The meter saw the end of a session that belongs to a booking; after the booking's end it was overtime (超时使用). */
    @Transactional
    public void observeEnd(long bookingId, Instant endedAt) {
        meter.observeEnd(bookingId, endedAt);
    }

    /**
     * Whether an active device watched the instrument during the whole window, so that no session means no use.
     */
    public boolean watched(long instrumentId, TimeWindow window) {
        return meter.watched(instrumentId, window);
    }

    /** The readings of an instrument's device are complete up to this moment. Never goes back. */
    @Transactional
    public void covered(long instrumentId, Instant coveredUntil) {
        meter.covered(instrumentId, coveredUntil);
    }

    /**
     * An active device watches the instrument.
     *
     * @param since from when on
     * @param until when it ceased to; null while it does
     */
    @Transactional
    public void metered(long instrumentId, Instant since, @Nullable Instant until) {
        meter.metered(instrumentId, since, until);
    }
}
