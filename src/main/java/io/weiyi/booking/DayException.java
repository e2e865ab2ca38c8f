package io.weiyi.booking;

import java.time.LocalDate;

/** A day on which an instrument opens otherwise (例外开放); no hours is closed. */
public record DayException(LocalDate day, String hours, String note) {}
