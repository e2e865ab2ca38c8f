package io.weiyi.voucher;

/** What a file or record of a claim proves (佐证材料); which of them a line must have is the pack's data. */
public enum EvidenceType {
    BOOKING("预约或订单", "booking or order"),
    CONTRACT("合同或委托单", "contract or order form"),
    INVOICE("发票", "invoice"),
    PAYMENT_PROOF("付款凭证", "payment proof"),
    USE_RECORD("使用记录或收样记录", "usage session or sample record"),
    RESULT_REPORT("检测报告或成果报告", "result report"),
    ACCOUNTING_RECORD("记账凭证", "accounting record"),
    STATEMENT("用途说明", "statement of purpose"),
    EVALUATION("用户评价", "user evaluation"),
    LICENCE("营业执照", "licence"),
    OTHER("其他", "other");

    private final String zh;
    private final String en;

    EvidenceType(String zh, String en) {
        this.zh = zh;
        this.en = en;
    }

    public String zh() {
        return zh;
    }

    public String en() {
        return en;
    }
}
