package io.weiyi.kernel.paging;

import io.weiyi.kernel.problem.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for.
 *
 * @param page from zero
 * @param size rows a page, 1 to 200
 */
public record PageRequest(int page, int size) {

    public static final int SIZE_DEFAULT = 20;
    public static final int SIZE_MAX = 200;
    private static final int PAGE_MAX = 10_000_000;

    /** Reads the query parameters; out of range or not a number is a validation problem. */
    public static PageRequest of(@Nullable String page, @Nullable String size) {
        Checks checks = new Checks();
        PageRequest request = new PageRequest(
                number(checks, page, "page", 0, 0, PAGE_MAX), number(checks, size, "size", SIZE_DEFAULT, 1, SIZE_MAX));
        checks.orThrow();
        return request;
    }

    private static int number(Checks checks, @Nullable String text, String field, int otherwise, int least, int most) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.strip());
            checks.require(value >= least && value <= most, field, "must lie between " + least + " and " + most);
            return value;
        } catch (NumberFormatException e) {
            checks.add(field, "must be a whole number");
            return otherwise;
        }
    }

    public long offset() {
        return (long) page * size;
    }
}
