/**
 * Accounts and balanced transactions, append-only. Owns the sum; never knows why somebody posts.
 */
@NullMarked
package io.weiyi.ledger;

import org.jspecify.annotations.NullMarked;
