package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of a usage session's page. The texts are in {@code messages/use_zh.properties} and {@code use_en.properties}. */
@MessageBundle("use")
interface UseWords {
    String title();

    String number(String id);

    String times();

    String timesText();

    String lane(String kind);

    String from();

    String until();

    String length();

    String nothing();

    String figures();

    String unbooked();

    String charge();

    String flags();

    String corrects();

    String correctedBy();

    String decided();

    String status(String code);

    String evidence();

    String evidenceText();

    String download();

    String unsigned();

    String print();

    String disputes();

    String noDisputes();

    String dispute();

    String disputeText();

    String open();

    String side(String code);

    String opened();

    String entry(String code);

    String outcome(String code);

    String adjustedTo(String active, String idle);

    String answerBefore(String time);

    String decideBefore(String time);

    String disputeStatus(String code);

    String answer();

    String withdraw();

    String withdrawSure();

    String decide();

    String decideText();

    String uphold();

    String adjust();

    String activeSeconds();

    String idleSeconds();

    String note();

    String propose();

    String confirm();

    String confirmText();

    String waitsForSecond();

    String clone();

    String cloneText();

    String cloneAccept();

    String cloneReject();

    String save();

    String settle();

    String settleText();

    String listTitle();

    String listLead();

    String listNone();

    String what();

    String when();
}
