/**
 * The local door: a page and a few calls on loopback for the person at the PC. It lets nobody in from the network, nor a web
 * page that was loaded from elsewhere. Must never decide anything; it asks the desk.
 */
@NullMarked
package io.weiyi.agent.door;

import org.jspecify.annotations.NullMarked;
