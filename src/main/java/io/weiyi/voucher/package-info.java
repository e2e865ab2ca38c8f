/**
 * Rule packs, pools, claims and reviews of innovation vouchers (创新券). Empty until a rule pack is active.
 */
@NullMarked
package io.weiyi.voucher;

import org.jspecify.annotations.NullMarked;
