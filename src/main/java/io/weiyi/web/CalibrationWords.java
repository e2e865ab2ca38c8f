package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of the calibration page. The texts are in {@code messages/cal_zh.properties} and {@code cal_en.properties}. */
@MessageBundle("cal")
interface CalibrationWords {
    String title();

    String lead();

    String link();

    String programs();

    String programsHint();

    String running();

    String runningHint();

    String active();

    String activeHint();

    String numbers();

    String limit(String code);

    String bounds(int preset, int min, int max);

    String note();

    String noteHint();

    String save();

    String sight();

    String sightNone();

    String state(String code);

    String truth(String code);

    String sightConfig(int version);

    String history();

    String historyNone();

    String version();

    String setBy();

    String setAt();

    String content();

    String toAgent();
}
