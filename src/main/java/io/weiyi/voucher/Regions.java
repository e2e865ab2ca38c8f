package io.weiyi.voucher;

import java.util.List;

/** Prefixes of GB/T 2260 region codes: 37 is a province, 3710 a city with all its districts, 371002 one district. */
final class Regions {

    private Regions() {}

    /** How many digits of the longest prefix that covers the code; -1 where none does. */
    static int match(List<String> prefixes, String code) {
        return prefixes.stream()
                .filter(code::startsWith)
                .mapToInt(String::length)
                .max()
                .orElse(-1);
    }

    static boolean covers(List<String> prefixes, String code) {
        return match(prefixes, code) >= 0;
    }
}
