/**
 * Settings: the commented file of the home folder, and what the server asks for on the config topic. A wrong setting is
 * refused in one sentence; a hostile one from the server is ignored.
 */
@NullMarked
package io.weiyi.agent.config;

import org.jspecify.annotations.NullMarked;
