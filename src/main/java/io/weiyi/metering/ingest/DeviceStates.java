package io.weiyi.metering.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What devices say of themselves, or their last will of them. Nothing is billed by it; it is shown. */
@Singleton
class DeviceStates {

    private static final Logger LOG = Logger.getLogger(DeviceStates.class);
    /** Enough for what the probes of fifty instruments see. */
    static final int BYTES_MAX = 64 * 1024;

    private static final int VERSION_CHARS_MAX = 60;

    private final Jdbi jdbi;
    private final ObjectMapper json;
    private final Clock clock;

    DeviceStates(Jdbi jdbi, ObjectMapper json, Clock clock) {
        this.jdbi = jdbi;
        this.json = json;
        this.clock = clock;
    }

    /** @param retained an old message that the broker kept says nothing of when the device was last there */
    void note(String device, byte[] payload, boolean retained) {
        JsonNode state = read(payload);
        if (state == null || !state.path("online").isBoolean()) {
            LOG.warnf("a state message of %s cannot be read", device);
            return;
        }
        boolean online = state.path("online").booleanValue();
        String agent = state.path("agent").isTextual() ? state.path("agent").textValue() : null;
        Long limit = count(state, "journalLimitBytes");
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE device
                           SET online = :online AND status = 'ACTIVE',
                               last_seen_at = CASE WHEN :online AND NOT :retained THEN :now ELSE last_seen_at END,
                               agent_version = coalesce(:agent, agent_version),
                               skew_ms = coalesce(:skew, skew_ms),
                               pending = coalesce(:pending, pending),
                               journal_bytes = coalesce(:journal, journal_bytes),
                               journal_limit_bytes = coalesce(:limit, journal_limit_bytes),
                               state = :state::jsonb
                         WHERE id = :device""")
                .bind("online", online)
                .bind("retained", retained)
                .bind("now", clock.instant())
                .bind("agent", agent == null || agent.length() > VERSION_CHARS_MAX ? null : agent)
                .bind("skew", number(state, "skewMs"))
                .bind("pending", count(state, "pending"))
                .bind("journal", count(state, "journalBytes"))
                .bind("limit", limit == null || limit == 0 ? null : limit)
                .bind("state", state.toString())
                .bind("device", device)
                .execute());
    }

    private static @Nullable Long number(JsonNode state, String name) {
        JsonNode value = state.path(name);
        return value.isIntegralNumber() && value.canConvertToLong() ? Long.valueOf(value.longValue()) : null;
    }

    private static @Nullable Long count(JsonNode state, String name) {
        Long value = number(state, name);
        return value == null || value < 0 ? null : value;
    }

    private @Nullable JsonNode read(byte[] payload) {
        if (payload.length > BYTES_MAX) {
            return null;
        }
        try {
            JsonNode state = json.readTree(payload);
            // PostgreSQL has no place for the character zero, not even in JSON.
            return state == null || !state.isObject() || state.toString().contains("\\u0000") ? null : state;
        } catch (IOException e) {
            return null;
        }
    }
}
