package io.weiyi.identity;

/** Port to a mobile phone (短信); the notification room implements it through its outbox. */
public interface SmsSender {

    /** Leaves a text to be sent, in the running transaction. */
    void send(String mobile, String text);
}
