package io.weiyi.voucher;

/** What an applicant (申请单位) is: a micro or small firm, a registered team, or something else. */
public enum ApplicantKind {
    SME,
    TEAM,
    OTHER
}
