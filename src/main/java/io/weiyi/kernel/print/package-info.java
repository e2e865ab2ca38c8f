/**
 * Papers (打印件) as PDF: one plain layout with an embedded Chinese font. The same content gives the same bytes. Knows no
 * room and no language; whoever prints brings the words.
 */
@NullMarked
package io.weiyi.kernel.print;

import org.jspecify.annotations.NullMarked;
