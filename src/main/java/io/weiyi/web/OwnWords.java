package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of an owner's own records. The texts are in {@code messages/own_zh.properties} and {@code own_en.properties}. */
@MessageBundle("own")
interface OwnWords {
    String nav();

    String title();

    String lead();

    String empty();

    String add();

    String newTitle();

    String record();

    String field(String name);

    String value(String code);

    String retire();

    String retireHint();

    String photos();

    String photo();

    String photoHint();

    String caption();

    String addPhoto();

    String removePhoto();

    String noPhotos();

    String history();

    String historyNone();

    String when();

    String who();

    String what();

    String oldValue();

    String newValue();

    String tariffs();

    String tariffsLead();

    String nextTariff();

    String validFrom();

    String validFromHint();

    String validUntil();

    String openEnd();

    String version();

    String basisLabel();

    String stepSeconds();

    String note();

    String prices();

    String price(String kind);

    String night();

    String nightHint();

    String nightFrom();

    String nightUntil();

    String inForce();
}
