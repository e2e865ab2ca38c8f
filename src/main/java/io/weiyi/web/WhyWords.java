package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Why something was refused, in the reader's words. The texts are in {@code messages/why_zh.properties} and {@code why_en.properties}. */
@MessageBundle("why")
interface WhyWords {
    String heading();

    String failed();

    String unauthenticated();

    String forbidden();

    String notFound();

    String conflict();

    String stale();

    String tooLarge();

    String lockedOut();

    String wrongInput();

    String malformed();

    String unexpected();

    String overlap();

    String nearest();

    String pageForbidden();

    String pageNotFound();

    String pageConflict();

    String pageInvalid();

    String pageFailed();

    String csrf();

    String reason(String code);

    String empty();

    String tooLong(String count);

    String badTime();

    String badDate();

    String badRange();

    String badNumber();

    String unknown();

    String taken();

    String badMobile();

    String badCode();

    String badOneTimeCode();

    String shortPassword();

    String twoTerms();

    String badFile();

    String badExport();

    String foreignExport();

    String exportWithoutCode();

    String exportCode();

    String generic();

    String guessablePassword();

    String badLogin();

    String choose();

    String firmWaits();

    String firmKnown();

    String pastDay();

    String badCount();

    String badAmount();

    String badImage();

    String tooManyPixels();

    String yesOrNo();

    String badRobot();
}
