package io.weiyi.agent.desk;

import java.util.Locale;
import java.util.Optional;

/** Why an instrument was used without a booking. */
public enum Reason {
    TEACHING,
    RESEARCH,
    MAINTENANCE,
    CALIBRATION,
    TRAINING,
    OTHER;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Reason> of(String text) {
        for (Reason reason : values()) {
            if (reason.text().equals(text.strip().toLowerCase(Locale.ROOT))) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
