package io.weiyi.agent.engine;

import io.weiyi.agent.config.AgentSettings;
import io.weiyi.agent.config.Calibration;
import io.weiyi.agent.config.InstrumentSettings;
import io.weiyi.agent.config.ServerSettings;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.journal.JournalFailure;
import io.weiyi.agent.probe.Probe;
import io.weiyi.agent.probe.RuleError;
import io.weiyi.agent.probe.RuleProbe;
import io.weiyi.agent.probe.Script;
import io.weiyi.agent.probe.ScriptError;
import io.weiyi.agent.probe.ScriptedProbe;
import io.weiyi.agent.session.InstrumentWatch;
import io.weiyi.agent.session.OpenSession;
import io.weiyi.agent.session.SessionLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All instruments of this agent. What goes wrong with one never stops another. */
final class Instruments {
    private static final System.Logger LOG = System.getLogger(Instruments.class.getName());

    private final AgentSettings settings;
    private final SessionLog log;
    private final Surroundings surroundings;
    private final Map<String, InstrumentWatch> watches = new LinkedHashMap<>();
    private Duration alive;

    private Instruments(AgentSettings settings, SessionLog log) {
        this.settings = settings;
        this.log = log;
        this.surroundings = new Surroundings(settings);
        this.alive = settings.alive();
    }

    static Instruments of(AgentHome home, AgentSettings settings, SessionLog log, List<String> order) throws Refusal {
        Instruments instruments = new Instruments(settings, log);
        for (String id : order) {
            InstrumentSettings own = settings.instrument(id);
            Probe probe = instruments.probe(home, own);
            instruments.watches.put(id, new InstrumentWatch(id, probe, log, settings.tick()));
        }
        instruments.surroundings.start();
        return instruments;
    }

    private Probe probe(AgentHome home, InstrumentSettings own) throws Refusal {
        return switch (own.probe()) {
            case PROCESS -> {
                try {
                    yield new RuleProbe(
                            surroundings.around(own),
                            own.calibration(),
                            settings.poll().toMillis());
                } catch (RuleError e) {
                    throw new Refusal(
                            "A rule of instrument " + own.id() + " cannot be followed: " + e.getMessage() + ".");
                }
            }
            case SCRIPTED -> {
                try {
                    yield new ScriptedProbe(Script.parse(scriptText(home, own.script())));
                } catch (ScriptError e) {
                    throw new Refusal(
                            "The script of instrument " + own.id() + " cannot be played: " + e.getMessage() + ".");
                }
            }
        };
    }

    private static String scriptText(AgentHome home, String script) throws Refusal {
        if (!script.startsWith("@")) {
            return script;
        }
        Path file = home.folder().resolve(script.substring(1).strip());
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new Refusal("The script file " + file + " cannot be read.");
        }
    }

    Collection<InstrumentWatch> watches() {
        return watches.values();
    }

    /** Goes on with the sessions that were open when the agent went down. */
    void resume(Journal journal) {
        for (Map.Entry<String, String> kept : journal.openSessions().entrySet()) {
            String instrument = kept.getKey();
            Optional<OpenSession> open = OpenSession.parse(kept.getValue());
            if (open.isEmpty()) {
                LOG.log(System.Logger.Level.ERROR, "the open session of {0} cannot be read", instrument);
                log.drop(instrument);
                continue;
            }
            InstrumentWatch watch = watches.get(instrument);
            if (watch == null) {
                InstrumentWatch.endUnseen(instrument, log, open.get());
            } else {
                watch.resume(open.get());
            }
        }
    }

    void work(long now) {
        for (InstrumentWatch watch : watches.values()) {
            try {
                watch.work(now);
            } catch (JournalFailure e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "instrument " + watch.instrument() + " cannot be looked at", e);
            }
            watch.showLife(now, alive);
        }
    }

    long nextAt() {
        long next = Long.MAX_VALUE;
        for (InstrumentWatch watch : watches.values()) {
            next = Math.min(next, Math.min(watch.nextAt(), watch.lifeDueAt(alive)));
        }
        return next;
    }

    void stop() {
        watches.values().forEach(watch -> watch.stop(settings.endOnStop()));
    }

    /** Follows the server where it says something, and the local file elsewhere. */
    void follow(ServerSettings wish) {
        Duration tick = wish.tick() == null ? settings.tick() : wish.tick();
        alive = wish.alive() == null ? settings.alive() : wish.alive();
        for (InstrumentWatch watch : watches.values()) {
            watch.tickEvery(tick);
            if (watch.probe() instanceof RuleProbe probe) {
                calibrate(watch.instrument(), probe, wish);
            }
        }
    }

    private void calibrate(String instrument, RuleProbe probe, ServerSettings wish) {
        Calibration local = settings.instrument(instrument).calibration();
        Calibration server = wish.calibrations().getOrDefault(instrument, Calibration.NONE);
        try {
            probe.calibrate(server.over(local));
        } catch (RuleError e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "a rule of the server for instrument {0} cannot be followed, the one before holds: {1}",
                    instrument,
                    e.getMessage());
        }
    }

    /** How each instrument is judged by rules, and what was seen last. */
    Map<String, RuleProbe.View> judged() {
        Map<String, RuleProbe.View> judged = new LinkedHashMap<>();
        for (InstrumentWatch watch : watches.values()) {
            if (watch.probe() instanceof RuleProbe probe) {
                judged.put(watch.instrument(), probe.view());
            }
        }
        return judged;
    }

    /** Lets go of what is looked at. */
    void close() {
        surroundings.close();
    }

    List<InstrumentWatch.SessionView> sessions() {
        return watches.values().stream().flatMap(watch -> watch.view().stream()).toList();
    }
}
