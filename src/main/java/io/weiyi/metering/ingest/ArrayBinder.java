package io.weiyi.metering.ingest;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds one array for each column of a statement that writes many rows at once, so that their number changes neither the
 * statement nor its plan.
 */
final class ArrayBinder<T> {

    private final PreparedStatement statement;
    private final List<T> rows;
    private int index;

    ArrayBinder(PreparedStatement statement, Collection<T> rows) {
        this.statement = statement;
        this.rows = List.copyOf(rows);
    }

    void text(Function<T, @Nullable String> column) throws SQLException {
        bind("text", column);
    }

    void number(Function<T, @Nullable Long> column) throws SQLException {
        bind("int8", column);
    }

    private void bind(String type, Function<T, ?> column) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        statement.setArray(++index, statement.getConnection().createArrayOf(type, values));
    }
}
