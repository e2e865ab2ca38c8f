package io.weiyi.voucher;

import org.jspecify.annotations.Nullable;

/** Something that lets only so much through, over all lines together, and knows the reason it then gives. */
final class Limit {

    private final Reason reason;
    private final String zh;
    private final String en;
    private long left;

    private Limit(Reason reason, String zh, String en, long left) {
        this.reason = reason;
        this.zh = zh;
        this.en = en;
        this.left = Math.max(0, left);
    }

    /** A cap of which some is used already; without an amount it lets everything through. */
    static Limit cap(String zh, String en, @Nullable Long amountFen, long usedFen) {
        return amountFen == null
                ? new Limit(Reason.CAP_REACHED, zh, en, Long.MAX_VALUE)
                : new Limit(
                        Reason.CAP_REACHED,
                        zh + " " + Steps.yuan(amountFen) + "，已用 " + Steps.yuan(usedFen),
                        en + " of " + Steps.yuanEn(amountFen) + ", of which " + Steps.yuanEn(usedFen) + " is used",
                        amountFen - usedFen);
    }

    static Limit pool(@Nullable Long leftFen) {
        return new Limit(Reason.POOL_EMPTY, "资金池", "the pool", leftFen == null ? Long.MAX_VALUE : leftFen);
    }

    long left() {
        return left;
    }

    void take(long fen) {
        if (left != Long.MAX_VALUE) {
            left = Math.subtractExact(left, fen);
        }
    }

    Reason reason() {
        return reason;
    }

    String zh() {
        return zh;
    }

    String en() {
        return en;
    }
}
