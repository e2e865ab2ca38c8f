package io.weiyi.voucher;

/** State of a claim (兑付申请状态). The legal moves are in {@link ClaimMoves}. */
public enum ClaimStatus {
    DRAFT,
    SUBMITTED,
    PROVIDER_CONFIRMED,
    DISTRICT_REVIEW,
    CITY_REVIEW,
    /** Only where the city sends its claims up. */
    PROVINCE_REVIEW,
    APPROVED,
    PUBLICITY,
    PAYABLE,
    PAYING,
    PAID,
    RETURNED,
    REJECTED,
    WITHDRAWN,
    OBJECTED,
    PAY_FAILED,
    RECOVERING,
    RECOVERED;

    /** Whether the applicant may still change lines and evidence. */
    public boolean editable() {
        return this == DRAFT || this == RETURNED;
    }
}
