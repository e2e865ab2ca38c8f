package io.weiyi.reporting;

import io.weiyi.kernel.money.Fen;
import java.util.List;

/**
 * A test that a lab sells (服务事项), as listed.
 *
 * @param sample what a firm pays per sample now
 * @param instrumentIds the instruments it is done on
 */
public record ServiceItemRow(
        long id,
        String nameZh,
        String nameEn,
        String channelCode,
        String channelName,
        InstrumentRow.Named owner,
        String method,
        String sampleRequirement,
        int turnaroundDays,
        Fen sample,
        String priceText,
        List<Long> instrumentIds) {

    public ServiceItemRow {
        instrumentIds = List.copyOf(instrumentIds);
    }
}
