/**
 * The one loop that turns the parts: looks, journals, then sends. All state of the agent is touched by this one thread,
 * so that nothing in the other packages needs a lock.
 */
@NullMarked
package io.weiyi.agent.engine;

import org.jspecify.annotations.NullMarked;
