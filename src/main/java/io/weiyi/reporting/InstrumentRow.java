package io.weiyi.reporting;

import io.weiyi.kernel.money.Fen;

/**
 * An instrument in a list (仪器).
 *
 * @param bookable offered for booking, shared and in working order
 * @param priceText what a firm pays, in one line
 */
public record InstrumentRow(
        long id,
        String innerId,
        String nameZh,
        String nameEn,
        String model,
        String manufacturer,
        String categoryCode,
        String categoryName,
        Named district,
        Named owner,
        Fen worth,
        String status,
        String shareMode,
        boolean bookable,
        boolean metered,
        String priceText) {

    /** Something with a name, such as an area or an organisation. */
    public record Named(long id, String name) {}
}
