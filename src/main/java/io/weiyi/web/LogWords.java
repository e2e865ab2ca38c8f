package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;
import java.time.YearMonth;

/** Words of use without a PC. The texts are in {@code messages/log_zh.properties} and {@code log_en.properties}. */
@MessageBundle("log")
interface LogWords {
    String logbook();

    String logbookLead();

    String unbooked();

    String unbookedLead();

    String tabs();

    String instrument();

    String allInstruments();

    String choose();

    String month();

    String show();

    String chooseFirst();

    String printLabel();

    String newRows();

    String newRowsText();

    String row();

    String column(String code);

    String cellLabel(int no, String column);

    String columnHint(String code);

    String pasted();

    String pastedHint();

    String save();

    String rowsWrong();

    String rowsMax(int max);

    String nothingEntered();

    String wrongAt(int no, String column, String text);

    String problem(String code);

    String entries(YearMonth month);

    String noEntries();

    String when();

    String length();

    String who();

    String how();

    String enteredBy(String name);

    String open();

    String filedAs();

    String kind(String code);

    String notFiled();

    String filed();

    String noUnbooked();

    String fileAs();

    String file();

    String chooseSessions();

    String chooseOne(String when);

    String labelTitle();

    String labelLead();

    String labelHow();

    String print();

    String qrLabel(String url);

    String scanTitle();

    String running(String time);

    String runningBy(String name);

    String notRunning();

    String yourBooking();

    String noBooking();

    String reason();

    String reasonHint();

    String start();

    String end();

    String endSure();

    String marked();

    String refusal(String reason);

    String scanDone(String code);
}
