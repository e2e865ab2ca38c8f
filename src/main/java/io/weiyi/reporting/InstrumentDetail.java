package io.weiyi.reporting;

import java.time.LocalDate;
import java.util.List;

/**
 * An instrument with all there is to read about it.
 *
 * @param technical its main figures
 * @param function what it measures
 * @param accessories each in one line
 * @param contact name, telephone and mail in one line
 */
public record InstrumentDetail(
        InstrumentRow row,
        String nation,
        LocalDate beganOn,
        String location,
        String technical,
        String function,
        String serviceContent,
        List<String> accessories,
        String sampleRequirement,
        int turnaroundDays,
        String contact) {

    public InstrumentDetail {
        accessories = List.copyOf(accessories);
    }
}
