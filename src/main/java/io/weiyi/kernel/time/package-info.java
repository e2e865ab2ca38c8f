/**
 * The clock, business time of Asia/Shanghai and half-open windows. Nobody else asks the system for the time.
 */
@NullMarked
package io.weiyi.kernel.time;

import org.jspecify.annotations.NullMarked;
