/** What the tests of every room share: the embedded database and the one application start. */
@NullMarked
package io.weiyi.testing;

import org.jspecify.annotations.NullMarked;
