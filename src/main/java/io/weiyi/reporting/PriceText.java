package io.weiyi.reporting;

import io.weiyi.kernel.money.Fen;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A price in one line (收费标准), such as {@code 200.00元/小时}: what firms pay by the tariff that holds now. */
final class PriceText {

    private static final String ASK = "面议";
    private static final String FREE = "免费";

    private PriceText() {}

    /**
     * @param hour per hour; null when there is no tariff
     * @param sample per sample
     * @param setup once
     */
    static String of(@Nullable Fen hour, @Nullable Fen sample, @Nullable Fen setup) {
        if (hour == null || sample == null || setup == null) {
            return ASK;
        }
        List<String> parts = new ArrayList<>();
        add(parts, hour, "元/小时");
        add(parts, sample, "元/样品");
        add(parts, setup, "元开机费");
        return parts.isEmpty() ? FREE : String.join("，", parts);
    }

    static String ofSample(Fen sample) {
        return sample.isZero() ? ASK : yuan(sample) + "元/样品";
    }

    private static void add(List<String> parts, Fen price, String unit) {
        if (!price.isZero()) {
            parts.add(yuan(price) + unit);
        }
    }

    private static String yuan(Fen price) {
        return price.toYuan().replace(",", "");
    }
}
