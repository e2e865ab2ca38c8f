package io.weiyi.voucher;

import java.util.stream.Collectors;

/** Checks of the use behind a claim line that only ever warn: what looks odd, and what a person has to look at. */
final class UseChecks {

    private static final int BP = 10_000;

    private UseChecks() {}

    static CheckResult overlap(LineCase c) {
        if (c.charge().sessions().isEmpty()) {
            return LineChecks.notApplicable(c, "use-overlap", "没有机时记录", "there is no metered use");
        }
        return c.overlapsUse()
                ? LineChecks.warn(
                        c,
                        "use-overlap",
                        "同一时间同一仪器另有使用，或同一人在别处使用",
                        "the instrument was used by another, or the person used another site's, at that time")
                : LineChecks.pass(c, "use-overlap", "同一时间没有其他使用", "no other use lies over it");
    }

    static CheckResult idle(LineCase c) {
        long run = c.charge().runSeconds();
        if (run == 0) {
            return LineChecks.notApplicable(c, "idle-share", "没有机时记录", "there is no metered use");
        }
        long share = Math.multiplyExact(run - c.charge().activeSeconds(), (long) BP) / run;
        String percent = share / 100 + "%";
        return share > c.pack().checkRules().idleShareMax()
                ? LineChecks.warn(c, "idle-share", "空载占运行时间 " + percent, percent + " of the running time was idle")
                : LineChecks.pass(c, "idle-share", "空载占运行时间 " + percent, percent + " of the running time was idle");
    }

    static CheckResult readings(LineCase c) {
        if (c.charge().sessions().isEmpty()) {
            return LineChecks.notApplicable(c, "readings", "没有机时记录", "there is no metered use");
        }
        String flags = c.charge().sessions().stream()
                .flatMap(session -> session.flags().stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return flags.isEmpty()
                ? LineChecks.pass(c, "readings", "采集数据没有异常标记", "the readings have no flag")
                : LineChecks.warn(c, "readings", "采集数据有异常标记：" + flags, "the readings are flagged: " + flags);
    }

    static CheckResult reciprocal(LineCase c) {
        return c.reciprocal()
                ? LineChecks.warn(
                        c, "reciprocal", "双方当年互为供给方并互相申请", "the two firms claim for each other's services this year")
                : LineChecks.pass(c, "reciprocal", "双方没有互相申请", "the two do not claim for each other's services");
    }
}
