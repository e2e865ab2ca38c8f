/**
 * The readings on disk: synced before the network is tried, trimmed only by an ack, bounded, checked on open. Must never
 * know what a reading means.
 */
@NullMarked
package io.weiyi.agent.journal;

import org.jspecify.annotations.NullMarked;
