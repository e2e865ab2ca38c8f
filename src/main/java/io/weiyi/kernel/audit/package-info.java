/**
 * Insert-only audit entries (审计日志), written in the transaction of what they tell.
 */
@NullMarked
package io.weiyi.kernel.audit;

import org.jspecify.annotations.NullMarked;
