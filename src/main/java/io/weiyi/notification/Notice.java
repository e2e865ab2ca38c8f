package io.weiyi.notification;

import java.time.Instant;

/** A message to one person inside the app (站内消息). */
public record Notice(long id, String text, Instant at, boolean read) {}
