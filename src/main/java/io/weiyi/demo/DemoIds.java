package io.weiyi.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The database's ids of what the plan numbers from zero; taken from the tables' own sequences. */
final class DemoIds {

    private final long[] ids;

    private DemoIds(long[] ids) {
        this.ids = ids;
    }

    /** Reserves so many ids of a table. */
    static DemoIds reserve(Connection connection, String table, int count) throws SQLException {
        long[] ids = new long[count];
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT nextval(pg_get_serial_sequence(?, 'id')) FROM generate_series(1, ?) ORDER BY 1")) {
            statement.setString(1, table);
            statement.setInt(2, count);
            try (ResultSet rows = statement.executeQuery()) {
                for (int i = 0; rows.next(); i++) {
                    ids[i] = rows.getLong(1);
                }
            }
        }
        return new DemoIds(ids);
    }

    long of(int no) {
        return ids[no];
    }
}
