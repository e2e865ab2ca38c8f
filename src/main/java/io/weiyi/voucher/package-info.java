/**
 * Innovation vouchers (创新券): rule packs (政策规则包), budgets, claims with their evidence, checks and reviews, publicity.
 * Owns the pure engine that computes a case by a pack, the table of a claim's moves, and what approvals hold. Never changes
 * a charge, and never moves money but through the ledger in the transaction of the decision.
 */
@NullMarked
package io.weiyi.voucher;

import org.jspecify.annotations.NullMarked;
