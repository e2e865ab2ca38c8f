package io.weiyi.booking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A booking came into being or moved to another state. Fired inside the producing transaction.
 *
 * @param from the state before; null for a new booking
 * @param to the state now; equal to {@code from} when only its time was moved
 * @param at when it happened; for what a timer does the time of the rule, however late the timer was
 */
public record BookingChanged(long bookingId, @Nullable String from, String to, Instant at) {}
