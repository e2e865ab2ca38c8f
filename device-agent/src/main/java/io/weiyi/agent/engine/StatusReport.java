package io.weiyi.agent.engine;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weiyi.agent.probe.RuleProbe;
import io.weiyi.agent.reading.Counters;
import io.weiyi.agent.reading.ReadingFormat;
import io.weiyi.agent.session.InstrumentWatch.SessionView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
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
        long journalLimitBytes,
        @Nullable Long skewMillis,
        long configVersion,
        List<SessionView> sessions,
        Judged judged) {

    /**
     * What the probes see, by instrument. A measured value changes with every look, and that alone is no news: two are equal
     * when they say the same of every signal.
     */
    record Judged(Map<String, RuleProbe.View> views) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Judged judged && judged.truths().equals(truths());
        }

        @Override
        public int hashCode() {
            return truths().hashCode();
        }

        private List<String> truths() {
            List<String> truths = new ArrayList<>();
            views.forEach((instrument, view) -> {
                truths.add(instrument + " " + view.state() + " " + view.running() + " " + view.active());
                view.signals().forEach(signal -> truths.add(signal.signal() + " " + signal.truth()));
            });
            return truths;
        }

        List<Map<String, Object>> json() {
            List<Map<String, Object>> json = new ArrayList<>();
            views.forEach((instrument, view) -> {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("instrumentId", instrument);
                one.put("running", view.running());
                one.put("active", view.active());
                one.put("state", view.state());
                one.put("signals", view.signals().stream().map(Judged::signal).toList());
                json.add(one);
            });
            return json;
        }

        private static Map<String, String> signal(RuleProbe.SignalView signal) {
            return Map.of("signal", signal.signal(), "is", signal.truth(), "told", signal.told());
        }
    }

    /** Whether it says more than one before it did, beside the seconds of sessions that simply go on. */
    boolean isNewsAfter(@Nullable StatusReport before) {
        return before == null || !before.withoutSeconds().equals(withoutSeconds());
    }

    private StatusReport withoutSeconds() {
        return new StatusReport(
                deviceId,
                agentVersion,
                boot,
                since,
                connected,
                problem,
                lastSeq,
                ackedSeq,
                journalBytes,
                journalLimitBytes,
                skewMillis,
                configVersion,
                sessions.stream()
                        .map(view -> new SessionView(view.instrument(), view.sid(), view.active(), Counters.ZERO))
                        .toList(),
                judged);
    }

    byte[] stateMessage(boolean online) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("online", online);
        json.put("agent", agentVersion);
        json.put("boot", boot);
        json.put("since", ReadingFormat.time(since));
        json.put("lastSeq", lastSeq);
        json.put("pending", lastSeq - ackedSeq);
        json.put("journalBytes", journalBytes);
        json.put("journalLimitBytes", journalLimitBytes);
        json.put("skewMs", skewMillis);
        json.put("configVersion", configVersion);
        json.put("probes", judged.json());
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
        json.put("probes", judged.json());
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
