package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of calendars that go out and come in. The texts are in {@code messages/ics_zh.properties} and {@code ics_en.properties}. */
@MessageBundle("ics")
interface CalendarWords {
    String title();

    String lead();

    String create();

    String what();

    String ownBookings();

    String address();

    String addressOnce();

    String mine();

    String empty();

    String since();

    String revoke();

    String busyTitle();

    String busyLead();

    String leads();

    String leadsHint();

    String ours();

    String theirs();

    String blocks();

    String blocksEmpty();

    String clashes();

    String clashesEmpty();

    String window();

    String booking();

    String outcome(String code);

    String foundAt();

    String outcomeTitle();
}
