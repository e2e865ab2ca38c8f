package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of notices. The texts are in {@code messages/ntc_zh.properties} and {@code ntc_en.properties}. */
@MessageBundle("ntc")
interface NoticeWords {
    String title();

    String lead(long unread);

    String empty();

    String seen();

    String fresh();

    String choice();

    String choiceHint();

    String sms();

    String robot();

    String robotName(String code);

    String robotUrl();

    String robotUrlHint();

    String robotSecret();

    String kept();

    String unsent();

    String unsentLead();

    String unsentEmpty();

    String channel();

    String channelName(String code);

    String attempts();

    String givenUp();

    String waits();

    String error();

    String when();

    String again();
}
