package io.weiyi.pricing;

import io.weiyi.kernel.money.Fen;
import java.util.Locale;

/** The words in which a line tells its arithmetic. They are kept with the charge, so they are not page messages. */
final class LineTexts {

    private LineTexts() {}

    /** What the counted seconds are. */
    enum What {
        RUN("运行机时", "Run time"),
        ACTIVE("有效机时", "Active time"),
        BOOKED("预约机时", "Booked time"),
        BOOKED_UNMETERED("预约机时（无计量终端，按预约计）", "Booked time (no meter, so the booking counts)"),
        GREATER_ACTIVE("有效机时（预约与有效取大者）", "Active time (the greater of booked and active)"),
        GREATER_BOOKED("预约机时（预约与有效取大者）", "Booked time (the greater of booked and active)");

        private final String zh;
        private final String en;

        What(String zh, String en) {
            this.zh = zh;
            this.en = en;
        }
    }

    record Counted(What what, long seconds) {}

    /**
     * The part of the counted time that has one price.
     *
     * @param several whether there are other parts beside it
     */
    record Part(Band band, long seconds, boolean several) {}

    /**
     * The arithmetic of instrument hours.
     *
     * @param billedSeconds of all parts together
     * @param exact whether the amount needed no rounding to the fen
     */
    record Hours(Part part, Counted counted, int stepSeconds, long billedSeconds, Fen hour, Fen amount, boolean exact) {

        String zh() {
            String step = counted.seconds() == billedSeconds
                    ? ""
                    : "，按 " + number(stepSeconds) + " 秒进位为 " + number(billedSeconds) + " 秒";
            String of = part.several()
                    ? "，其中" + (part.band() == Band.BASE ? "日间" : part.band().zh()) + " " + number(part.seconds()) + " 秒"
                    : "";
            String before = part.several() ? "" : part.band().zh();
            return before + counted.what().zh + " " + number(counted.seconds()) + " 秒" + step + of + " ÷ 3600 × "
                    + hour.toYuan() + " 元/小时 = " + amount.toYuan() + " 元" + (exact ? "" : rounded());
        }

        private String rounded() {
            return part.several() ? "（各时段合计四舍五入到分一次，尾差计入本行）" : "（四舍五入到分）";
        }

        String en() {
            String step = counted.seconds() == billedSeconds
                    ? ""
                    : ", rounded up by steps of " + number(stepSeconds) + " s to " + number(billedSeconds) + " s";
            String of = part.several()
                    ? ", of which "
                            + (part.band() == Band.BASE
                                    ? "day: "
                                    : part.band().en().toLowerCase(Locale.ROOT)) + number(part.seconds()) + " s"
                    : "";
            String before = part.several() ? "" : part.band().en();
            String rounding = part.several()
                    ? " (the sum of all parts is rounded to the fen once; this line takes the difference)"
                    : " (rounded half up to the fen)";
            return before + counted.what().en + " " + number(counted.seconds()) + " s" + step + of + " ÷ 3600 × "
                    + hour.toYuan() + " CNY/h = " + amount.toYuan() + " CNY" + (exact ? "" : rounding);
        }
    }

    static String sampleZh(SampleUse kind, Fen price, Fen amount) {
        return kind.name() + "：" + number(kind.count()) + " 个样品 × " + price.toYuan() + " 元/个 = " + amount.toYuan()
                + " 元";
    }

    static String sampleEn(SampleUse kind, Fen price, Fen amount) {
        return kind.name() + ": " + number(kind.count()) + (kind.count() == 1 ? " sample × " : " samples × ")
                + price.toYuan() + " CNY each = " + amount.toYuan() + " CNY";
    }

    static String setupZh(Fen setup) {
        return "开机费，每次 " + setup.toYuan() + " 元";
    }

    static String setupEn(Fen setup) {
        return "Set-up fee, " + setup.toYuan() + " CNY once";
    }

    static String minimumZh(Fen minimum, Fen sum, Fen missing) {
        return "不足最低收费，补足：" + minimum.toYuan() + " − " + sum.toYuan() + " = " + missing.toYuan() + " 元";
    }

    static String minimumEn(Fen minimum, Fen sum, Fen missing) {
        return "Up to the minimum charge: " + minimum.toYuan() + " − " + sum.toYuan() + " = " + missing.toYuan()
                + " CNY";
    }

    static String nothingZh(Counted counted) {
        return counted.what().zh + " 0 秒，不收费";
    }

    static String nothingEn(Counted counted) {
        return counted.what().en + " 0 s, nothing is owed";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
