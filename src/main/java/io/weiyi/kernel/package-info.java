/**
 * Values and tools that every room may use. It owns no business word and knows no room; whatever needs to
 * know one lives elsewhere.
 */
@NullMarked
package io.weiyi.kernel;

import org.jspecify.annotations.NullMarked;
