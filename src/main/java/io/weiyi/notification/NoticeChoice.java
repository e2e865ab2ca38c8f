package io.weiyi.notification;

/**
 * Where a person's notices go besides the app (通知方式).
 *
 * @param sms also by text to the person's mobile
 * @param robot WECOM, DINGTALK or empty
 * @param robotUrl the robot's address, itself a secret; empty without a robot
 * @param robotSecret what DingTalk messages are signed with; empty where they need no signature
 */
public record NoticeChoice(boolean sms, String robot, String robotUrl, String robotSecret) {

    static final NoticeChoice APP_ONLY = new NoticeChoice(false, "", "", "");
}
