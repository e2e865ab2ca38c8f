package io.weiyi.kernel.money;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A decimal count on a charge line (数量), such as hours or samples, kept to six places. It explains an amount; the amount
 * itself is computed from whole seconds and fen, never from this.
 *
 * @param value the decimal, with scale six at most
 */
public record Quantity(@JsonValue BigDecimal value) {

    private static final int PLACES = 6;

    @JsonCreator
    public Quantity {
        value = value.setScale(PLACES, RoundingMode.HALF_UP).stripTrailingZeros();
        if (value.scale() < 0) {
            value = value.setScale(0);
        }
    }

    public static Quantity of(long count) {
        return new Quantity(BigDecimal.valueOf(count));
    }

    /** A decimal as the database or a program writes it. */
    public static Quantity parse(String text) {
        return new Quantity(new BigDecimal(text));
    }

    /** An amount as a decimal of yuan, for unit prices on the wire. */
    public static Quantity ofYuan(Fen amount) {
        return new Quantity(amount.toYuanDecimal());
    }

    /** Whole seconds as hours. */
    public static Quantity hoursOfSeconds(long seconds) {
        return new Quantity(BigDecimal.valueOf(seconds).divide(BigDecimal.valueOf(3600), PLACES, RoundingMode.HALF_UP));
    }

    public Quantity negated() {
        return new Quantity(value.negate());
    }

    @Override
    public String toString() {
        return value.toPlainString();
    }
}
