package io.weiyi.pricing;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.money.Quantity;

/**
 * A line of a charge (计费明细) that tells its own arithmetic.
 *
 * @param textZh the arithmetic in Chinese, down to the amount
 * @param textEn the same in English
 * @param quantity how much of the unit; it explains the amount and never computes it
 * @param unit {@code h}, {@code sample} or {@code once}
 * @param unitPrice the price of one unit
 * @param amount what the line costs, rounded half up to the fen once
 * @param tariffId the tariff that was used
 * @param tariffVersion its version
 */
public record PricedLine(
        LineKind kind,
        String textZh,
        String textEn,
        Quantity quantity,
        String unit,
        Fen unitPrice,
        Fen amount,
        long tariffId,
        int tariffVersion) {}
