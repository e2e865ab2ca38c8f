/**
 * Three-way match, discrepancies and the month close.
 */
@NullMarked
package io.weiyi.reconciliation;

import org.jspecify.annotations.NullMarked;
