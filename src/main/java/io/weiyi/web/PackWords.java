package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of the pages of rule packs. The texts are in {@code messages/pack_zh.properties} and {@code pack_en.properties}. */
@MessageBundle("pack")
interface PackWords {
    String packs();

    String packsLead();

    String version(int number);

    String valid();

    String inForce();

    String state();

    String stateName(String code);

    String madeBy();

    String shipped();

    String signedBy();

    String claimLines();

    String chosen(String code);

    String source();

    String form();

    String formLead();

    String newVersion();

    String draft();

    String save();

    String sign();

    String signLead();

    String withdraw();

    String changes();

    String path();

    String before();

    String after();

    String tryOut();

    String tryLead();

    String serviceDate();

    String applicantRegion();

    String providerRegion();

    String kind();

    String kindName(String code);

    String titles();

    String titleName(String code);

    String service();

    String eligible();

    String used();

    String compute();

    String result(String sum);

    String windows();
}
