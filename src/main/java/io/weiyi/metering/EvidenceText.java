package io.weiyi.metering;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The summary of an evidence file as a page of text, in both languages. */
final class EvidenceText {

    private EvidenceText() {}

    static String of(Map<String, Object> summary) {
        Map<?, ?> session = part(summary, "session");
        Map<?, ?> instrument = part(summary, "instrument");
        Map<?, ?> booking = part(summary, "booking");
        Map<?, ?> charge = part(summary, "charge");
        boolean signed = Boolean.TRUE.equals(summary.get("signed"));
        StringBuilder text = new StringBuilder();
        line(text, "威仪 机时存证文件 / Weiyi evidence file", null);
        line(text, "", null);
        line(
                text,
                "使用记录 / usage session",
                session.get("id") + "  (" + session.get("sid") + ", " + session.get("part") + ")");
        line(
                text,
                "仪器 / instrument",
                instrument.get("nameZh") + " " + instrument.get("nameEn") + " (" + instrument.get("innerId") + ")");
        line(text, "所属单位 / owner", part(summary, "owner").get("name"));
        line(text, "采集终端 / device", session.get("deviceId"));
        line(text, "开始 / started", session.get("startedAt"));
        line(text, "结束 / ended", session.get("endedAt"));
        line(text, "运行秒数 / run seconds", session.get("runSeconds"));
        line(text, "有效秒数 / active seconds", session.get("activeSeconds"));
        line(text, "空载秒数 / idle seconds", session.get("idleSeconds"));
        line(text, "来源 / source", session.get("source"));
        line(text, "核验 / verification", session.get("verification"));
        line(text, "标记 / flags", session.get("flags"));
        if (!booking.isEmpty()) {
            line(
                    text,
                    "预约 / booking",
                    booking.get("id") + ": " + booking.get("startsAt") + " – " + booking.get("endsBefore"));
            line(text, "使用单位 / firm", booking.get("firm"));
        }
        if (!charge.isEmpty()) {
            line(
                    text,
                    "费用（分） / charge (fen)",
                    charge.get("id") + ": " + charge.get("totalFen") + " " + charge.get("status"));
        }
        line(text, "签名读数 / signed readings", summary.get("readings"));
        line(text, "生成时间 / made at", summary.get("madeAt"));
        line(text, "", null);
        if (signed) {
            line(text, "脱机核验：weiyi-agent verify 本文件。改动任何一个字节都会被指出。", null);
            line(
                    text,
                    "Check without a server: weiyi-agent verify FILE. A changed byte anywhere is found and named.",
                    null);
        } else {
            line(text, "本记录没有签名读数，只能证明平台记录了这些数字，不能证明仪器确实运行。", null);
            line(
                    text,
                    "Nothing here was signed by a device: the file shows what was recorded, not that the instrument ran.",
                    null);
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, @Nullable Object value) {
        text.append(name);
        if (value != null) {
            text.append("：").append(value);
        }
        text.append('\n');
    }

    private static Map<?, ?> part(Map<String, Object> summary, String name) {
        return summary.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }
}
