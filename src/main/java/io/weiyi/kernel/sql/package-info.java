/**
 * Plain SQL through Jdbi on the application's datasource. It joins the running JTA transaction; flush Hibernate before
 * reading what it holds.
 */
@NullMarked
package io.weiyi.kernel.sql;

import org.jspecify.annotations.NullMarked;
