package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words that every page shares. The texts are in {@code messages/t_zh.properties} and {@code t_en.properties}. */
@MessageBundle("t")
interface Words {
    String brand();

    String brandSub();

    String skip();

    String navLabel();

    String navInstruments();

    String navItems();

    String navBookings();

    String navOrders();

    String navBoard();

    String navLabBookings();

    String navLabOrders();

    String navLogbook();

    String navDevices();

    String navDisputes();

    String navCharges();

    String navMembers();

    String navSynonyms();

    String signIn();

    String signOut();

    String footName();

    String footTimes();

    String footSms();

    String pagerLabel();

    String pagerPrevious();

    String pagerNext();

    String pagerWhere(int number, long pages);

    String optional();

    String actions();

    String crumbs();

    String back();

    String home();

    String details();

    String save();

    String cancel();

    String status();

    String all();

    String traceId();

    String none();

    String weekday(int number);

    String mode(String code);

    String bookingStatus(String code);

    String orderStatus(String code);

    String chargeStatus(String code);

    String done(String code);

    String lengthMinutes(int count);

    String lengthHours(int count);

    String lengthDays(int count);
}
