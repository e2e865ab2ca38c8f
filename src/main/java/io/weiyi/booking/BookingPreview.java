package io.weiyi.booking;

import io.weiyi.kernel.money.Fen;
import org.jspecify.annotations.Nullable;

/**
 * What would come of a booking before anybody confirms it (预估).
 *
 * @param refusal why it would be refused; null when the rules allow it
 * @param taken whether some of the time is taken just now
 * @param quote what it would cost
 * @param needsApproval whether the owner would have to decide
 */
public record BookingPreview(@Nullable RefusalReason refusal, boolean taken, Fen quote, boolean needsApproval) {}
