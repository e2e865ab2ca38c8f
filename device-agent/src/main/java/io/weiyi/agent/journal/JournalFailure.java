package io.weiyi.agent.journal;

/** The disk refused to take or give a reading: nothing may be measured on, for it could not be kept. */
public final class JournalFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
