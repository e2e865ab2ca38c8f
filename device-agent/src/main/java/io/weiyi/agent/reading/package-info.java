/**
 * What a reading is, how it is written as JSON, and how it is signed and chained. Pure: no disk, no network, no clock.
 */
@NullMarked
package io.weiyi.agent.reading;

import org.jspecify.annotations.NullMarked;
