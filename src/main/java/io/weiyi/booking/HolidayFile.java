package io.weiyi.booking;

import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a public calendar: rows of {@code day,kind,name}, or an iCalendar file of whole days. All of it, or nothing. */
final class HolidayFile {

    private static final int BYTES_MAX = 200_000;
    private static final int DAYS_MAX = 2000;
    private static final int LONGEST = 60;
    private static final int NAME_MAX = 100;
    private static final int YEAR_MIN = 2000;
    private static final int YEAR_MAX = 2200;

    private final Map<LocalDate, Holiday> days = new TreeMap<>();
    private final List<Violation> violations = new ArrayList<>();

    private HolidayFile() {}

    /** The days in order; a file with any fault is refused whole, each fault with its row. */
    static List<Holiday> read(byte[] content) {
        if (content.length > BYTES_MAX) {
            throw Problem.validation("file", "it holds more than a file may");
        }
        String text = new String(content, StandardCharsets.UTF_8).replace("\uFEFF", "");
        HolidayFile file = new HolidayFile();
        if (text.startsWith("BEGIN:VCALENDAR")) {
            file.calendar(text.replaceAll("\\r?\\n[ \\t]", "").split("\\r?\\n"));
        } else {
            file.table(text.split("\\r?\\n"));
        }
        if (file.violations.isEmpty() && file.days.isEmpty()) {
            throw Problem.validation("file", "must not be empty");
        }
        if (!file.violations.isEmpty()) {
            throw Problem.validation(file.violations);
        }
        return List.copyOf(file.days.values());
    }

    private void table(String[] lines) {
        for (int row = 1; row <= lines.length; row++) {
            String line = lines[row - 1].strip();
            String[] cells = line.split("[,，;\\t]", -1);
            boolean heading = row == 1 && !line.matches("\\d{4}.*");
            if (line.isEmpty() || heading) {
                continue;
            }
            if (cells.length < 3) {
                wrong(row, "must have day, kind and name");
            } else {
                add(row, cells[0].strip(), kind(cells[1].strip()), cells[2].strip(), DateTimeFormatter.ISO_LOCAL_DATE);
            }
        }
    }

    private static String kind(String cell) {
        return switch (cell) {
            case "休", "放假" -> HolidayKind.CLOSED.name();
            case "班", "上班" -> HolidayKind.WORKDAY.name();
            default -> cell;
        };
    }

    private void calendar(String[] lines) {
        String start = "";
        String end = "";
        String name = "";
        for (int row = 1; row <= lines.length; row++) {
            String line = lines[row - 1].strip();
            String value = line.substring(line.indexOf(':') + 1);
            if (line.equals("BEGIN:VEVENT")) {
                start = "";
                end = "";
                name = "";
            } else if (line.startsWith("DTSTART")) {
                start = value;
            } else if (line.startsWith("DTEND")) {
                end = value;
            } else if (line.startsWith("SUMMARY")) {
                name = value.replace("\\,", ",").strip();
            } else if (line.equals("END:VEVENT")) {
                event(row, start, end, name);
            }
        }
    }

    private void event(int row, String start, String end, String name) {
        HolidayKind kind = name.contains("班") ? HolidayKind.WORKDAY : HolidayKind.CLOSED;
        try {
            LocalDate first = LocalDate.parse(start, DateTimeFormatter.BASIC_ISO_DATE);
            LocalDate last = end.isEmpty()
                    ? first
                    : LocalDate.parse(end, DateTimeFormatter.BASIC_ISO_DATE).minusDays(1);
            if (last.isBefore(first) || last.isAfter(first.plusDays(LONGEST))) {
                wrong(row, "must be whole days in order");
                return;
            }
            for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
                add(row, day.toString(), kind.name(), name, DateTimeFormatter.ISO_LOCAL_DATE);
            }
        } catch (DateTimeParseException e) {
            wrong(row, "must be whole days in order");
        }
    }

    private void add(int row, String day, String kind, String name, DateTimeFormatter format) {
        try {
            LocalDate date = LocalDate.parse(day, format);
            boolean sane = date.getYear() >= YEAR_MIN && date.getYear() <= YEAR_MAX && days.size() < DAYS_MAX;
            boolean known = kind.equals("CLOSED") || kind.equals("WORKDAY");
            boolean named =
                    !name.isEmpty() && name.length() <= NAME_MAX && name.chars().noneMatch(Character::isISOControl);
            if (!sane || !known || !named) {
                wrong(row, "must be a day, CLOSED or WORKDAY, and a name");
            } else if (days.put(date, new Holiday(date, HolidayKind.valueOf(kind), name)) != null) {
                wrong(row, "the day stands twice");
            }
        } catch (DateTimeParseException e) {
            wrong(row, "must be a day, CLOSED or WORKDAY, and a name");
        }
    }

    private void wrong(int row, String message) {
        if (violations.size() < LONGEST) {
            violations.add(new Violation("row " + row, message));
        }
    }
}
