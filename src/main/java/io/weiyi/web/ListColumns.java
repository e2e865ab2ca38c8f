package io.weiyi.web;

import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.time.BusinessTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a list, taken from the record behind its rows, so that a list and its sheet never differ. Names in two
 * languages become one column, amounts are yuan, times are those of the city; ids of other things and nested lists are left
 * out.
 */
final class ListColumns {

    private static final int SECONDS_PER_HOUR = 3600;

    private final Class<?> type;
    private final Frame frame;
    private final List<RecordComponent> columns;
    private final Set<String> names;

    ListColumns(Class<?> type, Frame frame) {
        this.type = type;
        this.frame = frame;
        this.names = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
        this.columns =
                Arrays.stream(type.getRecordComponents()).filter(this::shown).toList();
    }

    private boolean shown(RecordComponent column) {
        String name = column.getName();
        Class<?> value = column.getType();
        boolean otherLanguage = name.endsWith("En") && names.contains(name.substring(0, name.length() - 2) + "Zh");
        boolean foreignId = name.endsWith("Id") && !name.equals("innerId") && !name.equals("deviceId");
        boolean plain = value.isPrimitive()
                || value == String.class
                || Number.class.isAssignableFrom(value)
                || value == Boolean.class
                || value == Fen.class
                || value.isEnum()
                || value == Instant.class
                || value == java.time.LocalDate.class
                || value == java.util.List.class && name.equals("terms");
        return plain && !otherLanguage && !foreignId && !name.equals("version");
    }

    List<String> headings() {
        ColumnWords words = frame.words(ColumnWords.class);
        return columns.stream().map(column -> words.name(plainName(column))).toList();
    }

    /** The name without its language or unit. */
    static String plainName(RecordComponent column) {
        return column.getName().replaceFirst("(Zh|Fen)$", "");
    }

    List<@Nullable Object> cells(Object row) {
        List<@Nullable Object> cells = new ArrayList<>();
        for (RecordComponent column : columns) {
            cells.add(cell(column.getName(), value(column.getName(), row), row));
        }
        return cells;
    }

    private @Nullable Object cell(String name, @Nullable Object value, Object row) {
        if (value == null) {
            return null;
        }
        if (name.endsWith("Zh") && names.contains(name.substring(0, name.length() - 2) + "En")) {
            Object other = value(name.substring(0, name.length() - 2) + "En", row);
            return frame.name(value.toString(), other == null ? null : other.toString());
        }
        if (value instanceof Fen fen) {
            return fen.toYuanDecimal();
        }
        if (name.endsWith("Fen") && value instanceof Long fen) {
            return Fen.of(fen).toYuanDecimal();
        }
        if (name.endsWith("Seconds") && value instanceof Long seconds) {
            return String.format("%d:%02d:%02d", seconds / SECONDS_PER_HOUR, seconds / 60 % 60, seconds % 60);
        }
        if (value instanceof Instant moment) {
            return BusinessTime.text(moment);
        }
        ColumnWords words = frame.words(ColumnWords.class);
        if (value instanceof Boolean is) {
            return is ? words.yes() : words.no();
        }
        if (value instanceof Number) {
            return value;
        }
        String text = value.toString();
        return text.matches("[A-Z][A-Z_]+") ? words.code(text) : text;
    }

    private @Nullable Object value(String name, Object row) {
        try {
            var accessor = type.getDeclaredMethod(name);
            accessor.setAccessible(true);
            return accessor.invoke(row);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a row of " + type + " cannot be read", e);
        }
    }
}
