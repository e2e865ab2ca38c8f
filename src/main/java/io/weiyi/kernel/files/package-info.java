/** Files that hold secrets: readable by their owner only, and whole or not there at all. Knows nothing of what is in them. */
@NullMarked
package io.weiyi.kernel.files;

import org.jspecify.annotations.NullMarked;
