/**
 * From MQTT to committed readings: verify, sort hard from soft, deduplicate, commit, then acknowledge. The only room with
 * Paho.
 */
@NullMarked
package io.weiyi.metering.ingest;

import org.jspecify.annotations.NullMarked;
