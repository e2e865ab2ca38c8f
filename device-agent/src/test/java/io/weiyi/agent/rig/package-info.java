/**
 * The other side for tests: a certificate authority, a real broker, and a small server that keeps and acks readings as the
 * protocol asks. It checks everything the real ingest would call a hard problem.
 */
@NullMarked
package io.weiyi.agent.rig;

import org.jspecify.annotations.NullMarked;
