package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of the month workbench. The texts are in {@code messages/rec_zh.properties} and {@code rec_en.properties}. */
@MessageBundle("rec")
interface MonthWords {
    String nav();

    String title(String month);

    String lead();

    String run();

    String running(int done, int steps);

    String finished(String when);

    String never();

    String matched(long count);

    String noMatches();

    String link();

    String rule();

    String confidence();

    String count();

    String amount();

    String discrepancies(int count);

    String allFits();

    String kind();

    String refs();

    String due();

    String note();

    String noteOf(long id);

    String resolve();

    String hidden(int count);

    String linkName(String code);

    String ruleName(String code);

    String kindName(String code);

    String refName(String code);

    String statusName(String code);
}
