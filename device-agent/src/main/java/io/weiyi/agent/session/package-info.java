/**
 * From looks to sessions: counts seconds by the monotonic clock, and decides when a session starts, ticks, ends or goes
 * on after the agent was down. Must never know about the network.
 */
@NullMarked
package io.weiyi.agent.session;

import org.jspecify.annotations.NullMarked;
