package io.weiyi.metering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The versions of calibrations in plain SQL; none is ever changed. */
@ApplicationScoped
class CalibrationRows {

    private static final int HISTORY_MAX = 100;
    private static final String SELECT = """
            SELECT c.instrument_id, c.version, c.watch, c.running, c.active, c.limits::text AS limits, c.note,
                   p.display_name AS set_by, c.set_at
              FROM metering_calibration c JOIN person p ON p.id = c.set_by
             WHERE c.instrument_id = :instrument
             ORDER BY c.version DESC LIMIT :most""";

    private final Jdbi jdbi;
    private final ObjectMapper json;

    CalibrationRows(Jdbi jdbi, ObjectMapper json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /** Newest first. */
    List<Calibration> versions(long instrumentId) {
        return versions(instrumentId, HISTORY_MAX);
    }

    Optional<Calibration> current(long instrumentId) {
        return versions(instrumentId, 1).stream().findFirst();
    }

    private List<Calibration> versions(long instrumentId, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT)
                .bind("instrument", instrumentId)
                .bind("most", most)
                .map((row, context) -> calibration(row))
                .list());
    }

    /** Says false when somebody else was faster with this version. */
    boolean insert(Calibration calibration, long by, Instant at) {
        List<String> watch = calibration.watch();
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO metering_calibration
                               (instrument_id, version, watch, running, active, limits, note, set_by, set_at)
                        VALUES (:instrument, :version, :watch, :running, :active, :limits::jsonb, :note, :by, :at)
                        ON CONFLICT (instrument_id, version) DO NOTHING""")
                        .bind("instrument", calibration.instrumentId())
                        .bind("version", calibration.version())
                        .bindByType("watch", watch == null ? null : watch.toArray(new String[0]), String[].class)
                        .bind("running", calibration.running())
                        .bind("active", calibration.active())
                        .bind("limits", text(calibration.limits()))
                        .bind("note", calibration.note())
                        .bind("by", by)
                        .bind("at", at)
                        .execute())
                == 1;
    }

    /** The device that watches the instrument now, with a new version of its config. */
    Optional<String> touchDevice(long instrumentId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        UPDATE device SET config_version = config_version + 1
                         WHERE status = 'ACTIVE' AND id = (SELECT device_id FROM device_instrument
                                                            WHERE instrument_id = :instrument AND until IS NULL)
                        RETURNING id""")
                .bind("instrument", instrumentId)
                .mapTo(String.class)
                .findOne());
    }

    /** What the agent of an instrument told last. */
    Optional<Calibration.Sight> sight(long instrumentId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT d.state::text AS state, d.last_seen_at
                          FROM device d JOIN device_instrument w ON w.device_id = d.id AND w.until IS NULL
                         WHERE w.instrument_id = :instrument AND d.state IS NOT NULL""")
                .bind("instrument", instrumentId)
                .map((row, context) ->
                        sight(instrumentId, row.getString("state"), DeviceRows.instant(row, "last_seen_at")))
                .findOne()
                .flatMap(found -> found));
    }

    private Optional<Calibration.Sight> sight(long instrumentId, String state, @Nullable Instant at) {
        JsonNode told;
        try {
            told = json.readTree(state);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        for (JsonNode probe : told.path("probes")) {
            if (probe.path("instrumentId").asText().equals(String.valueOf(instrumentId))) {
                List<Calibration.SignalSeen> signals = new ArrayList<>();
                for (JsonNode signal : probe.path("signals")) {
                    signals.add(new Calibration.SignalSeen(
                            signal.path("signal").asText(),
                            signal.path("is").asText(),
                            signal.path("told").asText()));
                }
                return Optional.of(new Calibration.Sight(
                        probe.path("state").asText(),
                        probe.path("running").asText(),
                        probe.path("active").asText(),
                        signals,
                        told.path("configVersion").asInt(),
                        at));
            }
        }
        return Optional.empty();
    }

    private Calibration calibration(ResultSet row) throws SQLException {
        Array watch = row.getArray("watch");
        try {
            return new Calibration(
                    row.getLong("instrument_id"),
                    row.getInt("version"),
                    watch == null ? null : Arrays.asList((String[]) watch.getArray()),
                    row.getString("running"),
                    row.getString("active"),
                    json.readValue(row.getString("limits"), new TypeReference<Map<String, Integer>>() {}),
                    row.getString("note"),
                    row.getString("set_by"),
                    DeviceRows.instant(row, "set_at"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("limits of a calibration are numbers by name", e);
        }
    }

    private String text(Map<String, Integer> limits) {
        try {
            return json.writeValueAsString(limits);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of numbers has a JSON form", e);
        }
    }
}
