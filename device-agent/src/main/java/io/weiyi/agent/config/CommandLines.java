package io.weiyi.agent.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A program and its arguments as one line of the settings: parts are separated by blanks, a part with blanks stands in double
 * quotes. There is no shell and no escape, so that a Windows path can be pasted in as it is.
 */
final class CommandLines {
    private CommandLines() {}

    static List<String> split(String line) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (Character.isWhitespace(c) && !quoted) {
                if (begun) {
                    parts.add(part.toString());
                    part.setLength(0);
                    begun = false;
                }
            } else {
                part.append(c);
                begun = true;
            }
        }
        if (begun) {
            parts.add(part.toString());
        }
        return parts;
    }
}
