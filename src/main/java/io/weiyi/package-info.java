/** The rooms of the house; see {@code src/docs/rooms.md}. Only the entry point lives at the top. */
@NullMarked
package io.weiyi;

import org.jspecify.annotations.NullMarked;
