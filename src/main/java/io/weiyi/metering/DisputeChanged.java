package io.weiyi.metering;

import java.time.Instant;

/**
 * Something happened in a dispute about a session. Fired inside the transaction that does it.
 *
 * @param what OPENED, ANSWER, PROPOSAL, DECISION, WITHDRAWAL, or ANSWER_LATE and DECISION_LATE when a deadline passed
 * @param side whose doing it was: FIRM, OWNER or OFFICE; empty when time did it
 */
public record DisputeChanged(long disputeId, long sessionId, String what, String side, Instant at) {}
