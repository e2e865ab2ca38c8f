package io.weiyi.metering.ingest;

/** Hard problems: what has one goes into quarantine and moves nothing. */
enum Refusal {
    BAD_SIGNATURE("bad-signature"),
    WRONG_DEVICE("wrong-device"),
    MALFORMED("malformed"),
    TOO_BIG("too-big"),
    SEQ_CONFLICT("seq-conflict"),
    REVOKED("revoked");

    private final String code;

    Refusal(String code) {
        this.code = code;
    }

    /** The word of the protocol. */
    String code() {
        return code;
    }
}
