package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;
import java.time.LocalDate;

/** Words of the pages of vouchers. The texts are in {@code messages/vou_zh.properties} and {@code vou_en.properties}. */
@MessageBundle("vou")
interface VoucherWords {
    String claims();

    String claimsLead();

    String allClaims();

    String queue();

    String mayClaim();

    String capLeft(String pack, String sum);

    String nothingToClaim();

    String charge();

    String chargeNo(long id);

    String why();

    String serviceDate();

    String pack();

    String claimable();

    String estimate();

    String makeClaim(String sum);

    String noClaims();

    String claim();

    String claimNo(long id);

    String applicant();

    String since();

    String due();

    String subsidy();

    String estimated();

    String lines(int count);

    String next();

    String reopenAsked();

    String missing();

    String lineNo(long id);

    String linesTitle();

    String invoice();

    String allocated();

    String checks();

    String rule();

    String outcome();

    String found();

    String evidence();

    String history();

    String when();

    String who();

    String what();

    String note();

    String earlier();

    String submitted();

    String noteFor(String code);

    String keys();

    String files();

    String noFiles();

    String fileType();

    String forLine();

    String wholeClaim();

    String file();

    String upload();

    String statusName(String code);

    String move(String code);

    String actor(String code);

    String outcomeName(String code);

    String ruleName(String code);

    String service(String code);

    String reason(String code);

    String layer(String code);

    String publicity();

    String publicityLead();

    String noPublicity();

    String document();

    String phone();

    String days();

    String span(LocalDate from, LocalDate before);

    String open();

    String closed();

    String total();

    String publish();

    String waiting(long count);

    String objectTitle();

    String yourName();

    String mobile();

    String code();

    String text();

    String sendCode();

    String sendObjection();

    String pools();

    String poolsLead();

    String year();

    String layerTitle();

    String area();

    String wholeCity();

    String budget();

    String free();

    String reserved();

    String consumed();

    String grant();

    String low();

    String addMoney();

    String kind();

    String kindName(String code);

    String yuan();

    String saveMoney();
}
