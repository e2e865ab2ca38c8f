/** Everything that may break does, at random and again by its seed; afterwards the books say what was. */
@NullMarked
package io.weiyi.faults;

import org.jspecify.annotations.NullMarked;
