package io.weiyi.notification;

import java.util.UUID;

/** Port to whoever delivers texts to mobiles (短信网关). */
interface SmsGateway {

    /**
     * Delivers a text, perhaps not for the first time.
     *
     * @param stableId the same for every try of one message, so that a gateway can tell a repetition
     */
    void send(UUID stableId, String mobile, String text);
}
