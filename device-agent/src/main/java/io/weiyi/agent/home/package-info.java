/**
 * The agent's home folder: where each file lies, who may read it, and the lock that keeps a second agent out. Must never
 * know what is in the files.
 */
@NullMarked
package io.weiyi.agent.home;

import org.jspecify.annotations.NullMarked;
