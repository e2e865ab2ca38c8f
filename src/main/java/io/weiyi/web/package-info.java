/**
 * Server-rendered pages by audience. Uses every room; nobody uses it.
 */
@NullMarked
package io.weiyi.web;

import org.jspecify.annotations.NullMarked;
