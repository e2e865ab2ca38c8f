package io.weiyi.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/** Instruments field by field: every column is read and written as the canonical text of its field. */
@ApplicationScoped
class InstrumentRows {

    private static final int FEN_OF_WAN_DECIMALS = 6;
    private static final List<InstrumentField> COLUMNS = List.of(InstrumentField.values()).stream()
            .filter(field -> field.column() != null)
            .toList();
    private static final String SELECT = "SELECT id, owner_id, version, national::text AS national, "
            + COLUMNS.stream()
                    .map(field -> field.column() + "::text AS c_" + field.column())
                    .collect(Collectors.joining(", "))
            + " FROM instrument ";

    private final Jdbi jdbi;
    private final ObjectMapper json;

    InstrumentRows(Jdbi jdbi, ObjectMapper json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    Optional<InstrumentRecord> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + "WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne());
    }

    List<InstrumentRecord> of(Set<Long> owners) {
        return jdbi.withHandle(
                handle -> handle.createQuery(SELECT + "WHERE owner_id = ANY (:owners) ORDER BY name_zh, id")
                        .bind("owners", owners.toArray(Long[]::new))
                        .map((row, context) -> read(row))
                        .list());
    }

    Set<String> classes() {
        return jdbi.withHandle(handle -> new HashSet<>(handle.createQuery("SELECT code FROM instrument_class")
                .mapTo(String.class)
                .list()));
    }

    long insert(long ownerId, Map<InstrumentField, String> texts) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (InstrumentField field : COLUMNS) {
            names.add(String.valueOf(field.column()));
            values.add(cast(field));
        }
        String sql = "INSERT INTO instrument (owner_id, national, " + String.join(", ", names)
                + ") VALUES (:owner, :national::jsonb, " + String.join(", ", values) + ") RETURNING id";
        long id = jdbi.withHandle(handle -> bound(handle.createQuery(sql).bind("owner", ownerId), texts)
                .mapTo(Long.class)
                .one());
        refreshSearch(id);
        return id;
    }

    /** Whether the row still had this version. */
    boolean update(long id, int version, Map<InstrumentField, String> texts) {
        String sets = COLUMNS.stream()
                .map(field -> field.column() + " = " + cast(field))
                .collect(Collectors.joining(", "));
        boolean updated = jdbi.withHandle(handle -> bound(
                                handle.createUpdate(
                                        "UPDATE instrument SET version = version + 1, national = :national::jsonb, "
                                                + sets + " WHERE id = :id AND version = :version"),
                                texts)
                        .bind("id", id)
                        .bind("version", version)
                        .execute()
                == 1);
        refreshSearch(id);
        return updated;
    }

    private void refreshSearch(long id) {
        jdbi.useHandle(handle -> handle.createQuery("SELECT instrument_search_refresh(ARRAY[:id]::bigint[])")
                .bind("id", id)
                .mapTo(String.class)
                .list());
    }

    private static String cast(InstrumentField field) {
        return ":" + field.name()
                + switch (field.kind()) {
                    case WORTH, AREA -> "::bigint";
                    case DATE -> "::date";
                    case COUNT -> "::int";
                    case YES_NO -> "::boolean";
                    case TEXT, CATEGORY, NATION, STATUS, SHARE, POSTAL -> "::text";
                };
    }

    private <T extends SqlStatement<T>> T bound(T statement, Map<InstrumentField, String> texts) {
        Map<String, String> national = new TreeMap<>();
        T result = statement;
        for (InstrumentField field : InstrumentField.values()) {
            String text = texts.getOrDefault(field, "");
            if (field.column() == null) {
                if (!text.isEmpty()) {
                    national.put(field.wireName(), text);
                }
            } else {
                result = result.bind(field.name(), field.kind() == InstrumentField.Kind.WORTH ? fen(text) : text);
            }
        }
        try {
            return result.bind("national", json.writeValueAsString(national));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String fen(String wan) {
        return new BigDecimal(wan)
                .movePointRight(FEN_OF_WAN_DECIMALS)
                .toBigIntegerExact()
                .toString();
    }

    private InstrumentRecord read(ResultSet row) throws SQLException {
        Map<InstrumentField, String> texts = new EnumMap<>(InstrumentField.class);
        for (InstrumentField field : COLUMNS) {
            String text = row.getString("c_" + field.column());
            texts.put(
                    field,
                    field.kind() == InstrumentField.Kind.WORTH
                            ? new BigDecimal(text)
                                    .movePointLeft(FEN_OF_WAN_DECIMALS)
                                    .stripTrailingZeros()
                                    .toPlainString()
                            : text);
        }
        try {
            json.readValue(row.getString("national"), new TypeReference<Map<String, String>>() {})
                    .forEach((name, text) -> InstrumentField.named(name).ifPresent(field -> texts.put(field, text)));
        } catch (JsonProcessingException e) {
            throw new SQLException("the national fields of an instrument cannot be read", e);
        }
        return new InstrumentRecord(row.getLong("id"), row.getLong("owner_id"), texts, row.getInt("version"));
    }
}
