package io.weiyi.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** What the first start noted about the city in the audit log, for later starts of the same database. */
@Singleton
class DemoState {

    private final Jdbi jdbi;
    private final ObjectMapper json;

    DemoState(Jdbi jdbi, ObjectMapper json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /** The times the city was made by; empty when this database has no demo city. */
    Optional<DemoTimes> times() {
        return note().map(note -> new DemoTimes(
                LocalDate.parse(note.path("anchor").asText()),
                Instant.parse(note.path("until").asText())));
    }

    /** The instruments that a simulated lab PC watches. */
    List<Long> labPcInstruments() {
        List<Long> ids = new ArrayList<>();
        note().ifPresent(note -> note.path("labPcs").forEach(id -> ids.add(id.asLong())));
        return ids;
    }

    /** The instruments that a demo device watches, in the order of their numbers in the plan. */
    List<Long> deviceInstruments() {
        List<Long> ids = new ArrayList<>();
        note().ifPresent(note -> note.path("devices").forEach(id -> ids.add(id.asLong())));
        return ids;
    }

    private Optional<JsonNode> note() {
        return jdbi.withHandle(
                handle -> handle.createQuery("""
                        SELECT detail FROM audit_entry
                         WHERE subject_kind = 'city' AND subject_id = 'demo' AND action = 'demo.fill' ORDER BY id LIMIT 1""").mapTo(String.class).findOne().map(this::read));
    }

    private JsonNode read(String detail) {
        try {
            return json.readTree(detail);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the note about the demo city cannot be read", e);
        }
    }
}
