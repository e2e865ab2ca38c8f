/**
 * Slots, bookings and sample orders. Owns "no two at once"; never knows how use is metered nor what is charged.
 */
@NullMarked
package io.weiyi.booking;

import org.jspecify.annotations.NullMarked;
