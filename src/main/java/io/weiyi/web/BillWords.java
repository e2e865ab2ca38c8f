package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of the pages of charges and statements. The texts are in {@code messages/bill_zh.properties} and {@code bill_en.properties}. */
@MessageBundle("bill")
interface BillWords {
    String chargesTitle();

    String chargesLead();

    String toStatement(String month);

    String filter();

    String filterButton();

    String postingMonth();

    String serviceMonth();

    String found(long count, String sum);

    String none();

    String subject();

    String parties();

    String amount();

    String why();

    String whyTitle();

    String number(long id);

    String numberShort();

    String reverses(long id);

    String subjectKind(String code);

    String isReversal();

    String wasReversed();

    String linesTitle();

    String line();

    String lineKind(String code);

    String quantity();

    String unitPrice();

    String perUnit(String yuan);

    String unit(String code);

    String tariff(int version, String since);

    String total();

    String useTitle();

    String noUse();

    String noUseOrder();

    String run();

    String active();

    String idle();

    String barLabel(String run, String active, String idle);

    String flags();

    String verification(String code);

    String source(String code);

    String firm();

    String provider();

    String createdAt();

    String sumRule();

    String disputeNote();

    String move(String code);

    String statementTitle(String month);

    String print();

    String statementNone();

    String totalOf(int count);

    String statementNote(String time);
}
