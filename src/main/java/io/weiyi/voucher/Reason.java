package io.weiyi.voucher;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why a line gets nothing, or less than its rate. */
public enum Reason {
    REGION_EXCLUDED("region-excluded"),
    APPLICANT_EXCLUDED("applicant-excluded"),
    SERVICE_EXCLUDED("service-excluded"),
    ALREADY_FUNDED("already-funded"),
    CAP_REACHED("cap-reached"),
    POOL_EMPTY("pool-empty");

    private final String code;

    Reason(String code) {
        this.code = code;
    }

    @JsonValue
    public String code() {
        return code;
    }
}
