package io.weiyi.agent.verify;

/** A part of the file that does not have the form it must have; the message says how. */
final class Unreadable extends Exception {
    Unreadable(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
