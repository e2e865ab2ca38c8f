/**
 * Instruments, owners, classes, service items (服务事项) and the synonyms of search. Owns what there is; never when it is
 * free (booking) nor what it costs (pricing).
 */
@NullMarked
package io.weiyi.catalog;

import org.jspecify.annotations.NullMarked;
