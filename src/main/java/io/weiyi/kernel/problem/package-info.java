/**
 * Every refusal that leaves the house: RFC 9457 problem details from one mapper, never a stack trace.
 */
@NullMarked
package io.weiyi.kernel.problem;

import org.jspecify.annotations.NullMarked;
