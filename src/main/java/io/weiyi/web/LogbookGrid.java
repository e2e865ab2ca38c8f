package io.weiyi.web;

import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Violation;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.metering.Logbook;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rows of a logbook as somebody typed or pasted them: read, and shown again with what is wrong in which cell. */
final class LogbookGrid {

    static final List<String> COLUMNS = List.of("day", "from", "until", "person", "purpose", "booking");

    private static final int BLANK_ROWS = 10;
    private static final Pattern DAY = Pattern.compile("(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?");
    private static final Pattern CLOCK = Pattern.compile("(\\d{1,2})[:：](\\d{2})(?:[:：]00)?");
    private static final Pattern ROW = Pattern.compile("rows\\[(\\d{1,6})]\\.(\\w+)");
    private static final Map<String, String> COLUMN_OF = Map.of(
            "startedAt", "from", "endedAt", "until", "person", "person", "purpose", "purpose", "bookingId", "booking");
    private static final Map<String, String> CODE_OF = Map.of(
            "must not be empty", "empty",
            "overlaps another session of the instrument", "overlap",
            "must be after the start", "order",
            "must not be in the future", "future",
            "lies too far back", "back",
            "must be within 31 days", "long",
            "is not a booking of this instrument at that time", "booking");

    private final List<List<String>> lines = new ArrayList<>();
    private final Map<Integer, Map<String, String>> errors = new LinkedHashMap<>();

    /** One row of the table. */
    public record GridRow(int no, List<GridCell> cells) {}

    /** One cell; {@code error} is the code of what is wrong, or empty. */
    public record GridCell(String column, String value, String error) {}

    /** A thing that is wrong, for the list above the table. */
    public record GridError(int no, String column, String code) {}

    /** Reads the columns of the table and, below them, pasted rows with tabs between their cells. Blank rows do not count. */
    static LogbookGrid read(List<@Nullable List<String>> columns, @Nullable String pasted) {
        LogbookGrid grid = new LogbookGrid();
        int rows = columns.stream()
                .mapToInt(column -> column == null ? 0 : column.size())
                .max()
                .orElse(0);
        for (int i = 0; i < rows; i++) {
            List<String> line = new ArrayList<>();
            for (List<String> column : columns) {
                line.add(column != null && i < column.size() ? Inputs.text(column.get(i)) : "");
            }
            grid.add(line);
        }
        if (pasted != null) {
            pasted.lines().forEach(text -> grid.add(cells(text)));
        }
        return grid;
    }

    private static List<String> cells(String text) {
        String[] parts = text.split("\t", -1);
        List<String> line = new ArrayList<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            line.add(i < parts.length ? parts[i].strip() : "");
        }
        return line;
    }

    private void add(List<String> line) {
        if (line.stream().anyMatch(cell -> !cell.isEmpty())) {
            lines.add(line);
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    /** What the rows say; a cell that cannot be read is marked. */
    List<Logbook.Row> rows() {
        List<Logbook.Row> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            List<String> line = lines.get(i);
            LocalDate day = day(line.get(0));
            if (day == null) {
                wrong(i, "day", line.get(0).isEmpty() ? "empty" : "bad-day");
            }
            Instant from = moment(i, "from", line.get(1), day);
            Instant until = moment(i, "until", line.get(2), day);
            rows.add(new Logbook.Row(from, until, line.get(3), line.get(4), booking(i, line.get(5))));
        }
        return rows;
    }

    private @Nullable Long booking(int row, String text) {
        if (text.isEmpty()) {
            return null;
        }
        OptionalLong id = PublicId.parse(text);
        if (id.isEmpty()) {
            wrong(row, "booking", "bad-number");
            return null;
        }
        return id.getAsLong();
    }

    private static @Nullable LocalDate day(String text) {
        Matcher matcher = DAY.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        try {
            return LocalDate.of(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A time of the row's day, or a date and a time for use that goes on past midnight. */
    private @Nullable Instant moment(int row, String column, String text, @Nullable LocalDate rowsDay) {
        if (text.isEmpty()) {
            wrong(row, column, "empty");
            return null;
        }
        String[] parts = text.replace('T', ' ').split("\\s+");
        LocalDate day = parts.length == 2 ? day(parts[0]) : rowsDay;
        Matcher clock = CLOCK.matcher(parts[parts.length - 1]);
        boolean reads = parts.length <= 2 && clock.matches();
        int hour = reads ? Integer.parseInt(clock.group(1)) : 99;
        int minute = reads ? Integer.parseInt(clock.group(2)) : 99;
        if (hour > 24 || minute > 59 || (hour == 24 && minute > 0) || (parts.length == 2 && day == null)) {
            wrong(row, column, "bad-time");
            return null;
        }
        return day == null ? null : BusinessTime.startOf(day).plusSeconds((hour * 60L + minute) * 60L);
    }

    /** Marks the cells that the logbook refused; what belongs to no cell is left over. */
    List<Violation> mark(List<Violation> violations) {
        List<Violation> left = new ArrayList<>();
        for (Violation violation : violations) {
            Matcher field = ROW.matcher(violation.field());
            String column = field.matches() ? COLUMN_OF.get(field.group(2)) : null;
            if (column == null) {
                left.add(violation);
            } else {
                String said = violation.message();
                String code = said.startsWith("must have at most") ? "length" : CODE_OF.getOrDefault(said, "bad");
                wrong(Integer.parseInt(field.group(1)), column, code);
            }
        }
        return left;
    }

    private void wrong(int row, String column, String code) {
        errors.computeIfAbsent(row, no -> new LinkedHashMap<>()).putIfAbsent(column, code);
    }

    /** All rows with something in them, and blank ones to go on with. */
    List<GridRow> shown() {
        List<GridRow> shown = new ArrayList<>();
        int rows = Math.max(lines.size(), BLANK_ROWS);
        for (int i = 0; i < rows; i++) {
            List<String> line = i < lines.size() ? lines.get(i) : List.of();
            Map<String, String> wrong = errors.getOrDefault(i, Map.of());
            List<GridCell> cells = new ArrayList<>();
            for (int c = 0; c < COLUMNS.size(); c++) {
                String column = COLUMNS.get(c);
                cells.add(new GridCell(column, line.isEmpty() ? "" : line.get(c), wrong.getOrDefault(column, "")));
            }
            shown.add(new GridRow(i + 1, cells));
        }
        return shown;
    }

    List<GridError> wrongCells() {
        List<GridError> found = new ArrayList<>();
        errors.forEach(
                (row, cells) -> cells.forEach((column, code) -> found.add(new GridError(row + 1, column, code))));
        return found;
    }
}
