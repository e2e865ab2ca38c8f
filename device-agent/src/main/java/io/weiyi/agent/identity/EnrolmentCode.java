package io.weiyi.agent.identity;

import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.reading.Digest;

/**
 * The one-time code of a manager: {@code ABCD-EFGH-JKMN.<base64url SHA-256 of the CA certificate>}. The second half lets
 * the agent know the right server on a network it does not trust.
 */
record EnrolmentCode(String text, String authoritySha256) {

    static EnrolmentCode parse(String text) throws Refusal {
        String trimmed = text.strip();
        int dot = trimmed.indexOf('.');
        if (dot < 1 || !Digest.isWellFormed(trimmed.substring(dot + 1))) {
            throw new Refusal("The enrolment code is incomplete: copy it whole, with the part after the dot.");
        }
        return new EnrolmentCode(trimmed, trimmed.substring(dot + 1));
    }
}
