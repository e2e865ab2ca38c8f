package io.weiyi.kernel.id;

import java.util.Locale;
import java.util.Optional;

/**
 * A unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters whose last one checks the others.
 *
 * @param value the code in upper case
 */
public record CreditCode(String value) {

    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static final int[] WEIGHTS = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};

    public CreditCode {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a valid credit code: " + value);
        }
    }

    /** Reads a code as typed: trimmed and upper-cased; full-width digits are refused. */
    public static Optional<CreditCode> parse(String typed) {
        String cleaned = typed.strip().toUpperCase(Locale.ROOT);
        return isValid(cleaned) ? Optional.of(new CreditCode(cleaned)) : Optional.empty();
    }

    /** The check character for the first 17 characters. */
    public static char checkCharacter(String first17) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            int digit = ALPHABET.indexOf(first17.charAt(i));
            if (digit < 0) {
                throw new IllegalArgumentException("no such character in a credit code: " + first17.charAt(i));
            }
            sum += WEIGHTS[i] * digit;
        }
        // 31 minus the remainder; a remainder of zero gives 31, which stands for 0.
        return ALPHABET.charAt((31 - sum % 31) % 31);
    }

    private static boolean isValid(String code) {
        if (code.length() != 18 || code.chars().anyMatch(c -> ALPHABET.indexOf(c) < 0)) {
            return false;
        }
        return checkCharacter(code) == code.charAt(17);
    }
}
