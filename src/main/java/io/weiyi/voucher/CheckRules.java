package io.weiyi.voucher;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Thresholds of the automatic checks, as a pack has them; what it leaves out is as in {@link #DEFAULT}.
 *
 * @param hoursToleranceBp how far invoiced hours may exceed metered ones, in basis points
 * @param sessionMarginMinutes how far a session may reach beyond its booking
 * @param manualShareMaxBp above this share of manual hours in a year a provider is looked at
 * @param priceToleranceBp how far a charge may exceed its published tariff
 * @param invoiceDaysMax how long after the service an invoice may be dated
 * @param idleShareMaxBp above this share of idle time in the use of a charge it is looked at
 * @param hours what each state of verification of used hours is worth: PASS, WARN or FAIL
 */
public record CheckRules(
        @Nullable Integer hoursToleranceBp,
        @Nullable Integer sessionMarginMinutes,
        @Nullable Integer manualShareMaxBp,
        @Nullable Integer priceToleranceBp,
        @Nullable Integer invoiceDaysMax,
        @Nullable Integer idleShareMaxBp,
        @Nullable Map<String, CheckOutcome> hours) {

    static final CheckRules DEFAULT = new CheckRules(
            1000,
            30,
            3000,
            0,
            366,
            5000,
            Map.of(
                    "VERIFIED", CheckOutcome.PASS,
                    "UNVERIFIED", CheckOutcome.WARN,
                    "ESTIMATED", CheckOutcome.WARN,
                    "MANUAL", CheckOutcome.WARN,
                    "FLAGGED", CheckOutcome.WARN));

    int hoursTolerance() {
        return number(hoursToleranceBp, DEFAULT.hoursToleranceBp);
    }

    int sessionMargin() {
        return number(sessionMarginMinutes, DEFAULT.sessionMarginMinutes);
    }

    int manualShareMax() {
        return number(manualShareMaxBp, DEFAULT.manualShareMaxBp);
    }

    int priceTolerance() {
        return number(priceToleranceBp, DEFAULT.priceToleranceBp);
    }

    int invoiceDays() {
        return number(invoiceDaysMax, DEFAULT.invoiceDaysMax);
    }

    int idleShareMax() {
        return number(idleShareMaxBp, DEFAULT.idleShareMaxBp);
    }

    CheckOutcome hoursOutcome(String verification) {
        Map<String, CheckOutcome> own = hours == null ? Map.of() : hours;
        Map<String, CheckOutcome> usual = DEFAULT.hours == null ? Map.of() : DEFAULT.hours;
        return own.getOrDefault(verification, usual.getOrDefault(verification, CheckOutcome.WARN));
    }

    private static int number(@Nullable Integer own, @Nullable Integer usual) {
        if (own != null) {
            return own;
        }
        return usual == null ? 0 : usual;
    }
}
