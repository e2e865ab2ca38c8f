/**
 * Tariffs valid over time and a pure function from use to priced lines in fen. Never reads the clock, never writes a
 * charge.
 */
@NullMarked
package io.weiyi.pricing;

import org.jspecify.annotations.NullMarked;
