package io.weiyi.reporting;

import io.weiyi.kernel.money.Fen;
import java.util.List;

/** A service item as sent. */
record ServiceItemJson(
        String id,
        String nameZh,
        String nameEn,
        String channelCode,
        String channelName,
        InstrumentJson.Named owner,
        String method,
        String sampleRequirement,
        int turnaroundDays,
        Fen sampleFen,
        String priceText,
        List<String> instrumentIds) {

    static ServiceItemJson of(ServiceItemRow row) {
        return new ServiceItemJson(
                String.valueOf(row.id()),
                row.nameZh(),
                row.nameEn(),
                row.channelCode(),
                row.channelName(),
                InstrumentJson.Named.of(row.owner()),
                row.method(),
                row.sampleRequirement(),
                row.turnaroundDays(),
                row.sample(),
                row.priceText(),
                row.instrumentIds().stream().map(String::valueOf).toList());
    }
}
