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

    /** Whole seconds as hours. */
    public static Quantity hoursOfSeconds(long seconds) {
        return new Quantity(BigDecimal.valueOf(seconds).divide(BigDecimal.valueOf(3600), PLACES, RoundingMode.HALF_UP));
    }

    @Override
    public String toString() {
        return value.toPlainString();
    }
}
