/**
 * Smart plugs that measure what an instrument draws: asked over HTTP, or heard on the laboratory's own MQTT broker. A plug is
 * never switched, and nothing of Weiyi is sent to it.
 */
@NullMarked
package io.weiyi.agent.plug;

import org.jspecify.annotations.NullMarked;
