package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import java.time.YearMonth;
import java.util.List;

/**
 * The statement (对账单) of an organisation for a month.
 *
 * @param month the posting month
 * @param total the exact sum of the charges, reversals included
 * @param charges newest first
 */
public record Statement(YearMonth month, long organisationId, Fen total, List<ChargeInfo> charges) {

    static Statement of(YearMonth month, long organisationId, List<ChargeInfo> charges) {
        return new Statement(
                month,
                organisationId,
                charges.stream().map(ChargeInfo::total).reduce(Fen.ZERO, Fen::plus),
                List.copyOf(charges));
    }
}
