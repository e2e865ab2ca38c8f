package io.weiyi.demo;

import java.time.LocalDate;

/** A line of the national database of technology SMEs; the firm may be no member of the network. */
record TechSmeEntry(String code, String nameZh, String entryNumber, LocalDate validFrom, LocalDate validUntil) {}
