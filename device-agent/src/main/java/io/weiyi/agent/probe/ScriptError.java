package io.weiyi.agent.probe;

/** A script cannot be played; the message names the step. */
public final class ScriptError extends Exception {
    private static final long serialVersionUID = 1L;

    ScriptError(String message) {
        super(message);
    }
}
