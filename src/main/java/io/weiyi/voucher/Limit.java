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

    static Limit cap(String zh, String en, @Nullable Long amountFen, long usedFen) {
        return new Limit(Reason.CAP_REACHED, zh, en, amountFen == null ? Long.MAX_VALUE : amountFen - usedFen);
    }

    static Limit pool(@Nullable Long leftFen) {
        return new Limit(Reason.POOL_EMPTY, "资金池余额", "left in the pool", leftFen == null ? Long.MAX_VALUE : leftFen);
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

    Calculation.Step step() {
        return new Calculation.Step(zh + " " + left + " 分", en + ": " + left + " fen");
    }
}
