package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words of invoices and bank receipts. The texts are in {@code messages/settle_zh.properties} and {@code settle_en.properties}. */
@MessageBundle("settle")
interface SettleWords {
    String invoicesTitle();

    String paymentsTitle();

    String none();

    String number();

    String code();

    String type();

    String date();

    String amountYuan();

    String payAmount();

    String ofIt(String sum);

    String buyerCode();

    String sellerCode();

    String differs(String code);

    String file();

    String fileHint();

    String receipt();

    String receiptHint();

    String uploadTitle();

    String uploadLead();

    String upload();

    String payTitle();

    String payLead();

    String receivedTitle();

    String receivedLead();

    String pay();

    String received();

    String payerName();

    String payeeName();

    String payerAccount();

    String payeeAccount();

    String bankRef();

    String paidOn();

    String source(String code);

    String sortTitle();

    String sortLead();

    String sortFiles();

    String sortHint();

    String sortButton();

    String sortDone(long count);

    String sortLeft();

    String sortCharges();

    String sortReason(String code);

    String sortWaiting();

    String firm();

    String charge();
}
