/**
 * Devices, usage sessions and evidence. Facts are append-only; never prices anything.
 */
@NullMarked
package io.weiyi.metering;

import org.jspecify.annotations.NullMarked;
