package io.weiyi.kernel.money;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * An amount of money (金额) in whole fen, a hundredth of a yuan. Arithmetic is exact: an overflow throws
 * {@link ArithmeticException} instead of wrapping.
 *
 * @param value the amount in fen; negative for a reversal
 */
public record Fen(long value) implements Comparable<Fen> {

    public static final Fen ZERO = new Fen(0);

    @JsonCreator
    public static Fen of(long value) {
        return value == 0 ? ZERO : new Fen(value);
    }

    public Fen plus(Fen other) {
        return of(Math.addExact(value, other.value));
    }

    public Fen minus(Fen other) {
        return of(Math.subtractExact(value, other.value));
    }

    public Fen negated() {
        return of(Math.negateExact(value));
    }

    public Fen times(long count) {
        return of(Math.multiplyExact(value, count));
    }

    /**
     * This amount times a fraction, rounded once: multiply first, divide at the end.
     *
     * @param numerator of the fraction, such as seconds used
     * @param denominator of the fraction, positive, such as 3600 for a price per hour
     * @param rounding the named rule, such as {@link RoundingMode#HALF_UP}
     */
    public Fen timesFraction(long numerator, long denominator, RoundingMode rounding) {
        if (denominator <= 0) {
            throw new IllegalArgumentException("denominator must be positive");
        }
        BigInteger product = BigInteger.valueOf(value).multiply(BigInteger.valueOf(numerator));
        return of(new BigDecimal(product)
                .divide(BigDecimal.valueOf(denominator), 0, rounding)
                .longValueExact());
    }

    public boolean isNegative() {
        return value < 0;
    }

    public boolean isZero() {
        return value == 0;
    }

    /** The amount in yuan with two decimals and thousands separators, such as {@code 1,234.50}. */
    public String toYuan() {
        BigDecimal yuan = BigDecimal.valueOf(value, 2);
        return String.format(java.util.Locale.ROOT, "%,.2f", yuan);
    }

    /** The amount in 万元 with two decimals, for summaries. */
    public String toWanYuan() {
        BigDecimal wan = BigDecimal.valueOf(value).divide(BigDecimal.valueOf(1_000_000), 2, RoundingMode.HALF_UP);
        return String.format(java.util.Locale.ROOT, "%,.2f", wan);
    }

    /** The amount in yuan as an exact decimal, for unit prices on the wire. */
    public BigDecimal toYuanDecimal() {
        return BigDecimal.valueOf(value, 2);
    }

    @JsonValue
    @Override
    public long value() {
        return value;
    }

    @Override
    public int compareTo(Fen other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value + " fen";
    }
}
