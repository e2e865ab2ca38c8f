package io.weiyi.agent.engine;

import io.weiyi.agent.config.AgentSettings;
import io.weiyi.agent.config.InstrumentSettings;
import io.weiyi.agent.config.ServerSettings;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.journal.Journal;
import io.weiyi.agent.journal.JournalFailure;
import io.weiyi.agent.probe.Probe;
import io.weiyi.agent.probe.ProcessProbe;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All instruments of this agent. What goes wrong with one never stops another. */
final class Instruments {
    private static final System.Logger LOG = System.getLogger(Instruments.class.getName());

    private final AgentSettings settings;
    private final SessionLog log;
    private final Map<String, InstrumentWatch> watches = new LinkedHashMap<>();
    private Duration alive;

    private Instruments(AgentSettings settings, SessionLog log) {
        this.settings = settings;
        this.log = log;
        this.alive = settings.alive();
    }

    static Instruments of(AgentHome home, AgentSettings settings, SessionLog log, List<String> order) throws Refusal {
        Instruments instruments = new Instruments(settings, log);
        for (String id : order) {
            InstrumentSettings own = settings.instrument(id);
            instruments.watches.put(id, new InstrumentWatch(id, probe(home, settings, own), log, settings.tick()));
        }
        return instruments;
    }

    private static Probe probe(AgentHome home, AgentSettings settings, InstrumentSettings own) throws Refusal {
        return switch (own.probe()) {
            case PROCESS -> new ProcessProbe(own.watch(), settings.poll());
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
            if (watch.probe() instanceof ProcessProbe probe) {
                List<String> local = settings.instrument(watch.instrument()).watch();
                probe.watch(wish.watch().getOrDefault(watch.instrument(), local));
            }
        }
    }

    List<InstrumentWatch.SessionView> sessions() {
        return watches.values().stream().flatMap(watch -> watch.view().stream()).toList();
    }
}
