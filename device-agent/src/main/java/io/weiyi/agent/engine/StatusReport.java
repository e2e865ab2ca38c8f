package io.weiyi.agent.engine;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.reading.ReadingFormat;
import io.weiyi.agent.session.InstrumentWatch.SessionView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the agent is, for the retained state message and for the status file.
 *
 * @param since when this agent was started
 * @param problem why it is not connected, "" when it is
 */
record StatusReport(
        String deviceId,
        String agentVersion,
        String boot,
        Instant since,
        boolean connected,
        String problem,
        long lastSeq,
        long ackedSeq,
        long journalBytes,
        @Nullable Long skewMillis,
        long configVersion,
        List<SessionView> sessions) {

    byte[] stateMessage(boolean online) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("online", online);
        json.put("agent", agentVersion);
        json.put("boot", boot);
        json.put("since", ReadingFormat.time(since));
        json.put("lastSeq", lastSeq);
        json.put("pending", lastSeq - ackedSeq);
        json.put("journalBytes", journalBytes);
        json.put("skewMs", skewMillis);
        json.put("configVersion", configVersion);
        return json(json).getBytes(StandardCharsets.UTF_8);
    }

    String statusFile() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pid", ProcessHandle.current().pid());
        json.put("deviceId", deviceId);
        json.put("agent", agentVersion);
        json.put("boot", boot);
        json.put("since", ReadingFormat.time(since));
        json.put("connected", connected);
        json.put("problem", problem);
        json.put("lastSeq", lastSeq);
        json.put("ackedSeq", ackedSeq);
        json.put("pending", lastSeq - ackedSeq);
        json.put("journalBytes", journalBytes);
        json.put("skewMs", skewMillis);
        json.put("configVersion", configVersion);
        json.put("sessions", sessions.stream().map(StatusReport::session).toList());
        return json(json);
    }

    private static Map<String, Object> session(SessionView view) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("instrumentId", view.instrument());
        json.put("sid", view.sid());
        json.put("active", view.active());
        json.put("runSeconds", view.counters().runSeconds());
        json.put("activeSeconds", view.counters().activeSeconds());
        json.put("idleSeconds", view.counters().idleSeconds());
        return json;
    }

    private static String json(Map<String, Object> map) {
        try {
            return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(map);
        } catch (IOException e) {
            throw new IllegalStateException("a map of texts and numbers has a JSON form", e);
        }
    }
}
