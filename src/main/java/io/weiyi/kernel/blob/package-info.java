/**
 * The store of files: content by SHA-256 in the configured folder, index in the database. Never inside the web root.
 */
@NullMarked
package io.weiyi.kernel.blob;

import org.jspecify.annotations.NullMarked;
