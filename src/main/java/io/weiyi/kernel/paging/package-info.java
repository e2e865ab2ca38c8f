/**
 * Pages of lists: the request as checked, the answer as sent.
 */
@NullMarked
package io.weiyi.kernel.paging;

import org.jspecify.annotations.NullMarked;
