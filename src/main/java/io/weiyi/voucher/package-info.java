/**
 * Rule packs (政策规则包) of innovation vouchers (创新券) and what they would pay. Owns the packs that ship with the
 * program and the pure engine that computes a case by them. Never stores money: pools, claims and reviews are still to
 * come, and will post to the ledger.
 */
@NullMarked
package io.weiyi.voucher;

import org.jspecify.annotations.NullMarked;
