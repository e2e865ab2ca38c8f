package io.weiyi.kernel.problem;

/**
 * One field that is wrong.
 *
 * @param field its name as the caller wrote it, with a path for nested ones: {@code samples[0].count}
 * @param message what is wrong, for a person
 */
public record Violation(String field, String message) {}
