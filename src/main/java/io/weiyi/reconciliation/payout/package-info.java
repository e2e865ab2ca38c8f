/**
 * Payout batches, payee accounts and bank results.
 */
@NullMarked
package io.weiyi.reconciliation.payout;

import org.jspecify.annotations.NullMarked;
