/**
 * Charges and statements. Owns "one live charge per subject"; corrects by reversal, never by change.
 */
@NullMarked
package io.weiyi.billing;

import org.jspecify.annotations.NullMarked;
