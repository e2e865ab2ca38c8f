package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of booking rules. The texts are in {@code messages/rule_zh.properties} and {@code rule_en.properties}. */
@MessageBundle("rule")
interface RuleWords {
    String title();

    String lead();

    String open();

    String who();

    String admits(String whom);

    String approval();

    String training();

    String holidays();

    String figures();

    String figure(String name);

    String noLimit();

    String hoursTitle();

    String hoursHint();

    String validFrom();

    String validHint();

    String daysTitle();

    String daysHint();

    String day();

    String dayHours();

    String note();

    String addDay();

    String noDays();

    String closed();

    String remove();

    String versions();

    String since(String moment);

    String until(String moment);

    String current();

    String planned();

    String preset();

    String told(String name, String value);

    String tellAdmits(String whom);

    String tellBuffer(String before, String after);

    String tellWeekPerson(String most);

    String tellWeekFirm(String most);

    String tellCredit(int floor);

    String tellPoints(int noShow, int lateCancel);

    String tellBan(int times, int days);

    String tellNoShow(String grace);

    String tellHolidays();

    String creditTitle();

    String creditLead();

    String creditNone();

    String creditKind();

    String creditWhere();

    String creditPoints();

    String creditAppeal();

    String credit(String kind);

    String creditVoid(String cause);

    String creditWords();

    String creditSend();

    String creditWaits();

    String creditAnswer();

    String creditGrant();

    String creditTurnDown();

    String creditGranted();

    String creditTurnedDown();

    String holidaysTitle();

    String holidaysLead();

    String holidaysNone();

    String holidayKind();

    String holiday(String kind);

    String holidaysTake();

    String holidaysHint();

    String holidaysFile();

    String holidaysShipped();

    String blocksTitle();

    String blocksLead();

    String blocksAhead();

    String blocksNone();

    String block(String kind);

    String blockLift();

    String blockNew();

    String blockKind();

    String blockReason();

    String changeTitle();

    String changeSave();

    String extendTitle();

    String extendSave();

    String giveBack();

    String handOver();

    String handOverTo();

    String staleTitle();

    String staleText(String when);

    String insteadTitle();
}
