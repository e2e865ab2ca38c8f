/**
 * Checks an evidence file (机时存证) with no server: the zip to the byte, signatures, certificates at the time of receipt,
 * chain, counters, receipts. Needs nothing of an enrolled agent but, if there is one, its authority.
 */
@NullMarked
package io.weiyi.agent.verify;

import org.jspecify.annotations.NullMarked;
