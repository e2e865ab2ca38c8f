package io.weiyi.web;

import io.weiyi.kernel.time.BusinessTime;
import java.time.Duration;
import java.time.Instant;

/** The rule that refused a booking, with its value, in the reader's words. */
final class RuleText {

    private RuleText() {}

    static String of(Frame frame, String rule, String value) {
        RuleWords words = frame.words(RuleWords.class);
        String shown = value;
        if (value.startsWith("P")) {
            shown = frame.length((int) Duration.parse(value).toMinutes());
        } else if (rule.equals("banned-until") || rule.equals("now")) {
            shown = BusinessTime.text(Instant.parse(value));
        } else if (rule.equals("admits")) {
            shown = words.admits(value);
        } else if (rule.equals("hours")) {
            shown = value.replace("closed", words.closed());
        }
        return words.told(rule, shown);
    }
}
