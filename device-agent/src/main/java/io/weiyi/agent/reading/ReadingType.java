package io.weiyi.agent.reading;

import java.util.Optional;

/** What a reading says; the text is the value of the claim {@code type}. */
public enum ReadingType {
    SESSION_START("session.start"),
    SESSION_TICK("session.tick"),
    SESSION_END("session.end"),
    /** Something that a person or a program did here: claim {@code ctl} says what. */
    CONTROL("control"),
    MARKER("marker");

    private final String text;

    ReadingType(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    static Optional<ReadingType> of(String text) {
        for (ReadingType type : values()) {
            if (type.text.equals(text)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
