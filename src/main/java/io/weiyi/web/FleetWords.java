package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words about devices and their alerts. The texts are in {@code messages/fleet_zh.properties} and {@code fleet_en.properties}. */
@MessageBundle("fleet")
interface FleetWords {
    String fleet();

    String fleetLead();

    String all();

    String state(String code);

    String states();

    String owner();

    String anyOwner();

    String search();

    String find();

    String none();

    String pending();

    String journal();

    String journalOf(String used, String percent);

    String simulated();

    String alerts();

    String noAlerts();

    String alert(String kind);

    String alertFrom(String time);

    String alertOver(String from, String to);

    String refusedMessage();

    String topic();

    String hash();

    String kept();

    String keptOf(long kept, long size);

    String asText();

    String asHex();

    String firstPart(String count);

    String download();

    String decision();

    String decisionText();

    String release();

    String discard();

    String askRelease();

    String askDiscard();

    String doRelease();

    String doDiscard();

    String note();

    String asked(String person, String time);

    String done(String person, String time);

    String open();

    String status(String code);

    String accepted();

    String refusedAgain();

    String notWhole();
}
