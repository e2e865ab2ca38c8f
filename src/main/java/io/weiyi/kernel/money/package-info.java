/**
 * Money as whole fen. The only place where {@code BigDecimal} is allowed; never {@code double} or {@code float}.
 */
@NullMarked
package io.weiyi.kernel.money;

import org.jspecify.annotations.NullMarked;
