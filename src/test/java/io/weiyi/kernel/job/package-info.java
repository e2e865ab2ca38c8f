/** Several servers in one process, for tests of what timers do. */
@NullMarked
package io.weiyi.kernel.job;

import org.jspecify.annotations.NullMarked;
