/**
 * Changes heard from the database by LISTEN, passed on to whoever shows them.
 */
@NullMarked
package io.weiyi.kernel.live;

import org.jspecify.annotations.NullMarked;
