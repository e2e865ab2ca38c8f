/**
 * The way to the server: MQTT over TLS, what is in flight, acks, and when to try again. Must never change a reading.
 */
@NullMarked
package io.weiyi.agent.link;

import org.jspecify.annotations.NullMarked;
