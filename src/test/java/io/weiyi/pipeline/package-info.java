/** The whole loop on real parts: the agent's jar as a process, the real broker, the real database. */
@NullMarked
package io.weiyi.pipeline;

import org.jspecify.annotations.NullMarked;
