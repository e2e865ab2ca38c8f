package io.weiyi.booking;

import java.time.LocalDate;

/** A day of the public calendar (节假日安排). */
public record Holiday(LocalDate day, HolidayKind kind, String name) {}
