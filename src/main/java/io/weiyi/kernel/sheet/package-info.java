/**
 * Sheets that people open in a spreadsheet program: written as a stream, read within limits. Text stays text; nothing that
 * a person typed ever becomes a formula.
 */
@NullMarked
package io.weiyi.kernel.sheet;

import org.jspecify.annotations.NullMarked;
