package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;
import java.time.LocalDate;

/** Words of the pages on which instruments and service items are found and read. The texts are in {@code messages/find_zh.properties} and {@code find_en.properties}. */
@MessageBundle("find")
interface FindWords {
    String homeTitle();

    String heroTitle();

    String heroText();

    String searchLabel();

    String searchHint();

    String searchButton();

    String tryWords();

    String figuresLabel();

    String figureInstruments();

    String unitInstruments();

    String figureWorth();

    String unitWorth();

    String figureOrganisations();

    String unitOrganisations();

    String figureItems();

    String unitItems();

    String classesTitle();

    String stepsTitle();

    String step1();

    String step1Text();

    String step2();

    String step2Text();

    String step3();

    String step3Text();

    String step4();

    String step4Text();

    String findTitle();

    String word();

    String category();

    String district();

    String anyCategory();

    String anyDistrict();

    String availableFrom();

    String availableTo();

    String apply();

    String clear();

    String found(long count);

    String nothingFound();

    String nothingHint();

    String metered();

    String unmetered();

    String bookable();

    String byAgreement();

    String view();

    String status(String code);

    String share(String code);

    String aboutTitle();

    String technical();

    String serviceContent();

    String accessories();

    String sampleRequirement();

    String noRequirement();

    String turnaround();

    String days(int count);

    String weekTitle();

    String dragHint();

    String rulesText(int step, String least, String most, int horizon);

    String rulesLead(String lead);

    String rulesCancel(String before);

    String rulesCancelStart();

    String rulesApproval();

    String rulesTraining();

    String weekTable(LocalDate from, LocalDate to);

    String weekBefore();

    String weekAfter();

    String day();

    String freeTimes();

    String busyTimes();

    String none();

    String busyKind(String code);

    String chosen();

    String itemsHere();

    String itemName();

    String perSample();

    String perHour();

    String orderSamples();

    String asideLabel();

    String bookTitle();

    String startsAt();

    String endsBefore();

    String timesHint();

    String mode();

    String purpose();

    String showQuote();

    String signInFirst();

    String signInToBook();

    String orRegister();

    String draftHint();

    String saveDraft();

    String quoteUse(String hours, String price);

    String notOnline();

    String priceTitle();

    String tier();

    String tierName(String code);

    String setup();

    String minimum();

    String basis(String code);

    String step(int seconds);

    String tariffSince(int version, String since);

    String noTariff();

    String contactTitle();

    String contactName();

    String contactPhone();

    String contactEmail();

    String location();

    String innerId();

    String worth();

    String wan(String amount);

    String quoteFor(String span);

    String quoteNote();

    String expectedSubsidy();

    String confirmBooking();

    String askBooking();

    String itemsTitle();

    String itemsLead();

    String channel();

    String anyChannel();

    String method();

    String owner();

    String instruments();

    String itemsFound(long count);

    String each();

    String anHour();

    String noPrice();

    String firstFree();

    String hours();

    String nothingItems();
}
