/**
 * Charges, statements, and what settles them: invoices and bank receipts. Owns "one live charge per subject" and "no
 * invoice counts twice"; corrects by reversal, never by change.
 */
@NullMarked
package io.weiyi.billing;

import org.jspecify.annotations.NullMarked;
