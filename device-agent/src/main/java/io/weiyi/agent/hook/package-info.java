/**
 * Programs that run when a booked window opens and closes, to lock or power the instrument. They are named in the local
 * settings only: nothing that comes over the network can name one. Must never run what is not on record first.
 */
@NullMarked
package io.weiyi.agent.hook;

import org.jspecify.annotations.NullMarked;
