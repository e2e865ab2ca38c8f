package io.weiyi.agent.journal;

/** The disk refused to take or give a reading: nothing may be measured on, for it could not be kept. */
public final class JournalFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean damaged;

    JournalFailure(String message, Throwable cause, boolean damaged) {
        super(message, cause);
        this.damaged = damaged;
    }

    /** Whether the file itself is spoilt, so that trying again will not help. */
    public boolean damaged() {
        return damaged;
    }
}
