package io.weiyi.demo;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Writes the rows of one table by COPY in the transaction of the connection; constraints and triggers hold as ever. */
final class CopyTable implements AutoCloseable {

    private static final int CHUNK_CHARS = 1 << 16;

    private final CopyIn copy;
    private final StringBuilder text = new StringBuilder(CHUNK_CHARS + 4096);

    /**
     * Begins a COPY.
     *
     * @param columns names, separated by commas
     */
    CopyTable(Connection connection, String table, String columns) throws SQLException {
        copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " (" + columns + ") FROM STDIN");
    }

    /** One row in the order of the columns. */
    void row(@Nullable Object... cells) throws SQLException {
        for (int i = 0; i < cells.length; i++) {
            if (i > 0) {
                text.append('\t');
            }
            cell(cells[i]);
        }
        text.append('\n');
        if (text.length() >= CHUNK_CHARS) {
            flush();
        }
    }

    private void cell(@Nullable Object value) {
        if (value == null) {
            text.append("\\N");
            return;
        }
        String plain = value.toString();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
    }

    /** A half-open range as PostgreSQL reads it; without an end it is unbounded. */
    static String range(Instant from, @Nullable Instant before) {
        return "[" + from + "," + (before == null ? "" : before) + ")";
    }

    private void flush() throws SQLException {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        text.setLength(0);
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            flush();
            copy.endCopy();
        }
    }
}
