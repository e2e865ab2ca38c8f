/**
 * The device agent: a small program on an instrument's own PC that meters its real use, signs each reading with a key
 * that never leaves the machine, keeps it on disk and delivers it over MQTT. This package holds only the way in; it must
 * never hold behaviour.
 */
@NullMarked
package io.weiyi.agent;

import org.jspecify.annotations.NullMarked;
