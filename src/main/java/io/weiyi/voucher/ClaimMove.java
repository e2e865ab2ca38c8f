package io.weiyi.voucher;

/** What happens to a claim. */
public enum ClaimMove {
    SUBMIT,
    /** The provider stands by its charges. */
    CONFIRM,
    /** Follows the last provider's confirmation by itself. */
    FORWARD,
    APPROVE,
    /** Back to the firm with all points to correct (退回补正). */
    RETURN,
    REJECT,
    WITHDRAW,
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
