package io.weiyi.agent.probe;

/** A rule cannot be understood; the message says where. */
public final class RuleError extends Exception {
    private static final long serialVersionUID = 1L;

    RuleError(String message) {
        super(message);
    }
}
