package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of the provider's pages. The texts are in {@code messages/lab_zh.properties} and {@code lab_en.properties}. */
@MessageBundle("lab")
interface LabWords {
    String boardLead();

    String liveStart();

    String liveOn();

    String liveOff();

    String refresh();

    String countRun();

    String countIdle();

    String countOff();

    String countSilent();

    String asOf(String time);

    String noInstruments();

    String activity(String code);

    String until(String time);

    String booking();

    String unbooked();

    String next(String time);

    String free();

    String activeIdle(String active, String idle);

    String barLabel(String active, String idle);

    String agentOn();

    String agentOff();

    String noAgent();

    String seen(String time);

    String bookingsLead();

    String waiting();

    String week();

    String noBookings();

    String rejectSure();

    String devicesLead();

    String noDevices();

    String device();

    String watches();

    String lastSeen();

    String lastSeq();

    String skew();

    String quarantine();

    String quarantineNone();

    String enrolTitle();

    String enrolText();

    String makeCode();

    String codeTitle();

    String codeText(String time);

    String codeCommand();

    String revoked();

    String cloned();

    String receivedAt();

    String reason();

    String seq();

    String detail();

    String size();

    String refusal(String code);

    String host();

    String version();

    String enrolledAt();

    String coveredUntil();

    String revoke();

    String revokeSure();

    String importTitle();

    String importLead();

    String importFile();

    String importHint();

    String importButton();

    String importDone();

    String importTaken();

    String importKnown();

    String importRefused();

    String importLine();

    String importMore();

    String importCertificate();

    String importCertificateSays(String code);

    String importAnswer();

    String importAnswerText();
}
