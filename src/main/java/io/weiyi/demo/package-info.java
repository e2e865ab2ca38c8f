/**
 * The demo city: made once, on the first start of an empty embedded database. Nobody uses it.
 */
@NullMarked
package io.weiyi.demo;

import org.jspecify.annotations.NullMarked;
