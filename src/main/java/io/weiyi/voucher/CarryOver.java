package io.weiyi.voucher;

import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * A row of years over which what is left of a yearly cap (额度结转) is carried on, and after which it lapses.
 *
 * @param firstYear the first of them
 * @param years how many they are; one where nothing is carried on
 */
record CarryOver(int firstYear, int years) {

    IntStream all() {
        return IntStream.range(firstYear, firstYear + years);
    }

    /**
     * What this year's cap is raised by, or lowered where later years have already taken of it: no year, counted from
     * the first, may end with more than the caps until then.
     *
     * @param used what was had in a year
     */
    long carriedFen(int year, long capFen, IntToLongFunction used) {
        long caps = 0;
        long had = 0;
        long left = Long.MAX_VALUE;
        for (int each = firstYear; each < firstYear + years; each++) {
            caps = Math.addExact(caps, capFen);
            had = Math.addExact(had, used.applyAsLong(each));
            if (each >= year) {
                left = Math.min(left, caps - had);
            }
        }
        return left - (capFen - used.applyAsLong(year));
    }
}
