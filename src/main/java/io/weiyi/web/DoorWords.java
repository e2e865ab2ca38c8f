package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of the pages through which people come in, and of those who let them in. The texts are in {@code messages/door_zh.properties} and {@code door_en.properties}. */
@MessageBundle("door")
interface DoorWords {
    String signInTitle();

    String username();

    String password();

    String signInButton();

    String toRegister();

    String toReset();

    String wrongPassword();

    String demoTitle();

    String demoText();

    String demoSme();

    String demoProvider();

    String demoOperator();

    String demoDistrict();

    String demoFinance();

    String demoAdmin();

    String registerTitle();

    String registerLead();

    String mobile();

    String mobileHint();

    String sendCode();

    String codeSent(String mobile);

    String codeDemo();

    String codeDemoLink();

    String code();

    String displayName();

    String loginName();

    String loginHint();

    String newPassword();

    String passwordHint();

    String organisationCode();

    String organisationHint();

    String newFirmTitle();

    String newFirmText();

    String firmName();

    String area();

    String chooseArea();

    String address();

    String licence();

    String registerButton();

    String next();

    String haveAccount();

    String resetTitle();

    String resetLead();

    String resetButton();

    String smsTitle();

    String smsLead();

    String smsNone();

    String membersTitle();

    String membersWaiting();

    String membersActive();

    String firmsWaiting();

    String membersNone();

    String name();

    String organisation();

    String requestedAt();

    String roles();

    String admit();

    String refuse();

    String approve();

    String reject();

    String firmCode();

    String licenceFile();

    String openLicence();

    String role(String code);

    String synonymsTitle();

    String synonymsLead();

    String synonymsGroup();

    String synonymsNew();

    String terms();

    String remove();

    String add();

    String removeSure();

    String again();

    String organisationTitle();

    String organisationLead();

    String joinTitle();

    String membership(String code);

    String firmWaits();

    String firmRejected();

    String size();

    String sizeName(String code);

    String handIn();

    String membersLead();

    String submittedBy();

    String reason();

    String refuseSure();

    String end();

    String endSure();
}
