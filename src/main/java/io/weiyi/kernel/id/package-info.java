/**
 * Checked codes and the reading of ids from the outside.
 */
@NullMarked
package io.weiyi.kernel.id;

import org.jspecify.annotations.NullMarked;
