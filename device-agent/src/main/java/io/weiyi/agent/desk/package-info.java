/**
 * The person at the PC: codes of bookings, which booking a session serves, why there is none, what happens when the booked
 * time is over, and when hooks are due. Must never decide how use is counted, nor run anything that the server names.
 */
@NullMarked
package io.weiyi.agent.desk;

import org.jspecify.annotations.NullMarked;
