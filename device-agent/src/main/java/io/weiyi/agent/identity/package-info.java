/**
 * Who this device is: its key, its certificate, and the enrolment that gets the certificate from the server. The private
 * key must never leave this package but as a signer or a TLS key store.
 */
@NullMarked
package io.weiyi.agent.identity;

import org.jspecify.annotations.NullMarked;
