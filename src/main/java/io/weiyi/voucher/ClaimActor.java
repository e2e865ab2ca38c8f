package io.weiyi.voucher;

/** As what somebody acts on a claim. */
public enum ClaimActor {
    APPLICANT,
    PROVIDER,
    AREA,
    CITY,
    FINANCE,
    /** Whoever proved a mobile number. */
    PUBLIC,
    SYSTEM
}
