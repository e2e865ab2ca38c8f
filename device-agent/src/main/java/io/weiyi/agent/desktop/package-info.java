/**
 * The desktop of this machine: whether a person is signed in, and since when keyboard and mouse were not touched. Nothing of
 * what a person types or sees is ever read.
 */
@NullMarked
package io.weiyi.agent.desktop;

import org.jspecify.annotations.NullMarked;
