package io.weiyi.booking;

import java.time.Instant;

/**
 * A booking's time is over, and it was used or checked in: it can be priced. Also fired, once, when late readings prove
 * use of a NO_SHOW booking whose slot was given on. Fired inside the producing transaction.
 *
 * @param at not before the booking's end
 */
public record BookingFinished(long bookingId, Instant at) {}
