package io.weiyi.web;

import io.weiyi.metering.Calibration;
import io.weiyi.metering.CalibrationLimit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a manager wrote to calibrate an instrument (计量标定表单); an empty field is left to the agent's own file. */
public record CalibrationForm(
        String version, String watch, String running, String active, Map<String, String> limits, String note) {

    /** What stands in no field of a form is not a number either. */
    private static final int NOT_A_NUMBER = Integer.MIN_VALUE;

    static CalibrationForm of(Calibration calibration) {
        List<String> watch = calibration.watch();
        Map<String, String> limits = new LinkedHashMap<>();
        for (CalibrationLimit limit : CalibrationLimit.values()) {
            Integer value = calibration.limits().get(limit.wireName());
            limits.put(limit.wireName(), value == null ? "" : value.toString());
        }
        return new CalibrationForm(
                String.valueOf(calibration.version()),
                watch == null ? "" : String.join("\n", watch),
                calibration.running() == null ? "" : calibration.running(),
                calibration.active() == null ? "" : calibration.active(),
                limits,
                "");
    }

    Calibration.Wish read() {
        List<String> programs = Arrays.stream(watch.split("[\\r\\n]+"))
                .map(String::strip)
                .filter(program -> !program.isEmpty())
                .toList();
        Map<String, @Nullable Integer> numbers = new LinkedHashMap<>();
        limits.forEach((name, text) -> {
            if (!text.isEmpty()) {
                numbers.put(name, text.matches("\\d{1,9}") ? Integer.valueOf(text) : Integer.valueOf(NOT_A_NUMBER));
            }
        });
        return new Calibration.Wish(programs.isEmpty() ? null : programs, running, active, numbers, note);
    }

    /** The version whose form was filled in. */
    int known() {
        return version.matches("\\d{1,9}") ? Integer.parseInt(version) : -1;
    }
}
