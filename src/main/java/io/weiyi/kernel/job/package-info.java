/**
 * Work rows, their handlers and the only scheduler. A handler may be run again at any time.
 */
@NullMarked
package io.weiyi.kernel.job;

import org.jspecify.annotations.NullMarked;
