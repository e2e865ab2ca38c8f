/**
 * The device CA, enrolment codes and certificates. The one place that may use {@code java.util.Date}, which X.509 needs.
 */
@NullMarked
package io.weiyi.metering.pki;

import org.jspecify.annotations.NullMarked;
