package io.weiyi.notification;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What notices say, in the two languages. */
final class Texts {

    private Texts() {}

    /** A text in both languages, of which the reader gets one. */
    record Text(String zh, String en) {

        String in(String language) {
            return language.equals("en") ? en : zh;
        }
    }

    static Text organisation(String to, String name, String note) {
        return to.equals("ACTIVE")
                ? new Text(
                        "“" + name + "”已通过入网审核，您是其管理员。", name + " has joined the network; you are its administrator.")
                : new Text("“" + name + "”的入网申请未通过：" + note, "The application of " + name + " was refused: " + note);
    }

    /** To the person whose membership moved; null where they moved it themselves. */
    static @Nullable Text membership(String to, String name) {
        return switch (to) {
            case "ACTIVE" -> new Text("您已成为“" + name + "”的成员。", "You are a member of " + name + " now.");
            case "REJECTED" ->
                new Text("“" + name + "”的管理员未同意您的加入申请。", "The administrator of " + name + " did not let you in.");
            case "ENDED" -> new Text("您已不再是“" + name + "”的成员。", "You are no longer a member of " + name + ".");
            default -> null;
        };
    }

    static Text membershipAsked(String person, String name) {
        return new Text(person + " 申请加入“" + name + "”，请审核。", person + " asks to join " + name + "; please decide.");
    }

    /** To whoever booked; null for moves they made themselves or see at once. */
    static @Nullable Text booking(String to, String instrument, String window, String note) {
        String zh = "“" + instrument + "”" + window;
        String en = instrument + ", " + window;
        return switch (to) {
            case "CONFIRMED" -> new Text("预约已确认：" + zh, "Booking confirmed: " + en);
            case "REJECTED" ->
                new Text(
                        "预约未获同意：" + zh + because("，原因：", note), "Booking refused: " + en + because(". Reason: ", note));
            case "EXPIRED" -> new Text("预约逾期未审核，已失效：" + zh, "Nobody approved the booking in time: " + en);
            case "NO_SHOW" -> new Text("预约被记为爽约：" + zh, "Booking recorded as no-show: " + en);
            case "CANCELLED", "LATE_CANCELLED" ->
                new Text(
                        "预约已取消：" + zh + because("，原因：", note),
                        "Booking cancelled: " + en + because(". Reason: ", note));
            default -> null;
        };
    }

    /** To the instrument's managers. */
    static Text bookingAsked(String person, String instrument, String window) {
        return new Text(
                person + " 预约“" + instrument + "”" + window + "，请审核。",
                person + " asks for " + instrument + ", " + window + "; please decide.");
    }

    /** To those whom a dispute about a session concerns. */
    static Text dispute(String what, String instrument, String startedAt, long session) {
        String zh = "使用记录 " + session + "（“" + instrument + "”" + startedAt + "）";
        String en = "Usage session " + session + " (" + instrument + ", " + startedAt + ")";
        return switch (what) {
            case "OPENED" -> new Text(zh + "被提出异议，请回复。", en + " is disputed; please answer.");
            case "ANSWER" -> new Text(zh + "的异议有新回复。", en + ": somebody answered in the dispute.");
            case "PROPOSAL" -> new Text(zh + "的异议已有处理意见，等待第二人确认。", en + ": a decision waits for a second person.");
            case "DECISION" -> new Text(zh + "的异议已由两人作出处理。", en + ": two persons decided the dispute.");
            case "WITHDRAWAL" -> new Text(zh + "的异议已撤回。", en + ": the dispute was taken back.");
            case "ANSWER_LATE" -> new Text(zh + "的异议逾期未回复。", en + ": nobody answered the dispute in time.");
            default -> new Text(zh + "的异议逾期未处理。", en + ": nobody decided the dispute in time.");
        };
    }

    private static final int NAMED_MAX = 5;

    /** To the managers of the devices' owner. */
    static Text devices(String kind, boolean opened, List<String> devices) {
        String some = String.join("、", devices.subList(0, Math.min(NAMED_MAX, devices.size())));
        String zh = devices.size() > NAMED_MAX ? some + " 等 " + devices.size() + " 台" : some;
        String en = some.replace("、", ", ")
                + (devices.size() > NAMED_MAX ? " and " + (devices.size() - NAMED_MAX) + " more" : "");
        return switch (kind) {
            case "SILENT" ->
                opened
                        ? new Text("采集终端失联：" + zh + "。", "Devices are silent: " + en + ".")
                        : new Text("采集终端已恢复联系：" + zh + "。", "Devices are heard again: " + en + ".");
            case "SKEW" ->
                opened
                        ? new Text("采集终端时钟偏差过大：" + zh + "。", "The clocks of devices are off: " + en + ".")
                        : new Text("采集终端时钟已恢复正常：" + zh + "。", "The clocks of devices are right again: " + en + ".");
            default ->
                opened
                        ? new Text("采集终端读数链断裂：" + zh + "。", "The chain of readings is broken: " + en + ".")
                        : new Text("采集终端读数链已恢复完整：" + zh + "。", "The chain of readings holds again: " + en + ".");
        };
    }

    private static String because(String lead, String note) {
        return note.isEmpty() ? "" : lead + note;
    }
}
