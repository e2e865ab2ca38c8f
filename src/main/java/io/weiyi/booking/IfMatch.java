package io.weiyi.booking;

import io.weiyi.kernel.problem.Problem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The optional precondition of a change: the version the caller has read, as an entity tag. */
public record IfMatch(@Nullable String header) {

    /** No precondition. */
    public static final IfMatch ANY = new IfMatch(null);

    void check(int version) {
        if (header == null || header.isBlank() || header.strip().equals("*")) {
            return;
        }
        boolean matches = Arrays.stream(header.split(","))
                .map(tag -> tag.strip().replaceFirst("^W/", ""))
                .anyMatch(tag -> tag.equals(tag(version)));
        if (!matches) {
            throw Problem.stale();
        }
    }

    static String tag(int version) {
        return "\"" + version + "\"";
    }
}
