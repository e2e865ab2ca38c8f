package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of the auditor's pages. The texts are in {@code messages/aud_zh.properties} and {@code aud_en.properties}. */
@MessageBundle("aud")
interface AuditWords {
    String log();

    String lead();

    String claim();

    String kind();

    String subject();

    String actor();

    String action();

    String from();

    String until();

    String search();

    String found(long count);

    String none();

    String when();

    String where();

    String detail();

    String chain();

    String chainLead();

    String whole(long entries, long batches);

    String broken(int count);

    String finding(String code);

    String heads();

    String day();

    String batch();

    String hash();

    String noHeads();

    String packageLink();
}
