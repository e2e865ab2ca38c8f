/** The way out of the lab's network: directly, through an HTTP proxy, over a WebSocket. Knows addresses, and no readings. */
@NullMarked
package io.weiyi.agent.route;

import org.jspecify.annotations.NullMarked;
