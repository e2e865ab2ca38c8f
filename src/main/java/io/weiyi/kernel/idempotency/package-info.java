/**
 * First answers to creating POSTs that carry an Idempotency-Key, replayed for 24 hours.
 */
@NullMarked
package io.weiyi.kernel.idempotency;

import org.jspecify.annotations.NullMarked;
