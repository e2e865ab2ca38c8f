/**
 * Read-only SQL projections and exports; never writes. {@code GET /instruments} with its filters lives here.
 */
@NullMarked
package io.weiyi.reporting;

import org.jspecify.annotations.NullMarked;
