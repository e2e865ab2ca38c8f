/** Rules of the house that a machine keeps: who may use whom, and habits that nobody should have to remember. */
@NullMarked
package io.weiyi.architecture;

import org.jspecify.annotations.NullMarked;
