package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of the pages of bookings and sample orders. The texts are in {@code messages/book_zh.properties} and {@code book_en.properties}. */
@MessageBundle("book")
interface BookWords {
    String bookingsTitle();

    String bookingsLead();

    String newBooking();

    String tabs();

    String upcoming();

    String past();

    String noPast();

    String noUpcoming();

    String instrument();

    String when();

    String mode();

    String quote();

    String charge();

    String cancelSure();

    String cancelLate();

    String bookingTitle(long id);

    String codeTitle();

    String codeHow();

    String factsTitle();

    String provider();

    String firm();

    String askedAt();

    String approveBefore();

    String checkedInAt();

    String usedFrom();

    String note();

    String overtime();

    String moneyTitle();

    String why();

    String chargeLater();

    String freeUntil(String until);

    String checkIn();

    String approve();

    String reject();

    String rejectNote();

    String cancelBooking();

    String ordersTitle();

    String ordersLead();

    String labOrdersTitle();

    String labOrdersLead();

    String newOrder();

    String noOrders();

    String order();

    String samples();

    String orderTitle(long id);

    String progress();

    String sampleName();

    String sampleCount();

    String sampleNote();

    String desiredBy();

    String promisedOn();

    String promisedHint();

    String courier();

    String declineReason();

    String finishedAt();

    String reportNumber();

    String report();

    String reportFile();

    String openReport();

    String accept();

    String decline();

    String receive();

    String start();

    String finish();

    String finishHint();

    String cancelOrder();

    String orderCancelSure();

    String nothingToDo();

    String moreSamples();

    String orderPurpose();

    String sendOrder();

    String draftsTitle();

    String draftsLead();

    String noDrafts();

    String useDraft();

    String dropDraft();
}
