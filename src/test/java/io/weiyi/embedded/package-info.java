/** Tests of the program as a process: start, stop, crash, and the sentences it says. */
@NullMarked
package io.weiyi.embedded;

import org.jspecify.annotations.NullMarked;
