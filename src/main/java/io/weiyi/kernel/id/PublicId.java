package io.weiyi.kernel.id;

import io.weiyi.kernel.problem.Problem;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads ids that come from outside. On the wire an id is a string; inside it is a positive {@code long}. */
public final class PublicId {

    private PublicId() {}

    /** The id in a path; anything that is not one is answered 404, as an unknown id is. */
    public static long inPath(String text) {
        return parse(text).orElseThrow(Problem::notFound);
    }

    /** The id if it is well formed; callers of filters answer an empty page otherwise. */
    public static OptionalLong parse(@Nullable String text) {
        if (text == null
                || text.isEmpty()
                || text.length() > 18
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text));
    }
}
