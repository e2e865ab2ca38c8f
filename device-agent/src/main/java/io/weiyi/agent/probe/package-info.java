/**
 * How use is seen: probes look at the machine and say whether the instrument is in use now. A probe must never count
 * seconds; that is the session's work.
 */
@NullMarked
package io.weiyi.agent.probe;

import org.jspecify.annotations.NullMarked;
