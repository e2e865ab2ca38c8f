/**
 * The commands a person or a service types. Turns refusals into one sentence and an exit code; must never meter, sign
 * or send anything itself.
 */
@NullMarked
package io.weiyi.agent.cli;

import org.jspecify.annotations.NullMarked;
