package io.weiyi.notification;

import java.time.Instant;

/** A text that the fake gateway kept. */
public record FakeSms(String mobile, String text, Instant sentAt) {}
