package io.weiyi.agent.verify;

/**
 * Something found in an evidence file.
 *
 * @param code stable, for programs
 * @param where the entry or reading it is about
 */
public record Finding(String code, String where, String zh, String en) {}
