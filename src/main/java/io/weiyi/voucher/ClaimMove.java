package io.weiyi.voucher;

/** What happens to a claim. */
public enum ClaimMove {
    SUBMIT,
    /** The provider stands by its charges. */
    CONFIRM,
    /** Follows the last provider's confirmation by itself. */
    FORWARD,
    APPROVE,
    /** The city approves and sends the claim up to the province (上报). */
    REPORT,
    /** Back to the firm with all points to correct (退回补正). */
    RETURN,
    REJECT,
    WITHDRAW,
    /** Returned, and not handed in again in time. */
    EXPIRE,
    /** Takes two persons. */
    REOPEN,
    PUBLISH,
    OBJECT,
    /** The time of publicity is over. */
    RELEASE,
    START_PAYMENT,
    CONFIRM_PAYMENT,
    FAIL_PAYMENT,
    RETRY_PAYMENT,
    RECOVER,
    CONFIRM_RECOVERY
}
