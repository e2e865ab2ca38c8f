package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words around printed papers. The texts are in {@code messages/paper_zh.properties} and {@code paper_en.properties}. */
@MessageBundle("paper")
interface PaperWords {
    String genuine();

    String genuineLead();

    String printedAt(String time);

    String claimForm();

    String orderForm();

    String lines();
}
