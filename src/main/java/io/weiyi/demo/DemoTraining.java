package io.weiyi.demo;

import java.time.Instant;

/** A person may operate an instrument alone; person and instrument are indexes of the plan. */
record DemoTraining(int person, int instrument, Instant grantedAt, Instant expiresAt) {}
