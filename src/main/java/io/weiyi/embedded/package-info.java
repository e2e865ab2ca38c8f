/**
 * What the program brings along when nothing is configured: its own PostgreSQL and MQTT broker, in one data folder. Not a
 * room: it starts before them and nobody uses it.
 */
@NullMarked
package io.weiyi.embedded;

import org.jspecify.annotations.NullMarked;
