package io.weiyi.agent.config;

import io.weiyi.agent.config.InstrumentSettings.ProbeKind;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import io.weiyi.agent.route.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The file {@code agent.properties}: lines of {@code key = value}. Unlike Java's own properties it knows no escapes, so
 * that a Windows path can be pasted in as it is.
 */
public final class SettingsFile {
    static final String INSTRUMENT = "instrument.";
    private static final long MEGABYTE = 1024L * 1024;

    private final Path file;
    private final Map<String, String> values;

    private SettingsFile(Path file, Map<String, String> values) {
        this.file = file;
        this.values = values;
    }

    /** The same without a word about the way to the server. */
    public static void writeTemplate(AgentHome home, List<String> instrumentIds) throws Refusal {
        writeTemplate(home, instrumentIds, "", "");
    }

    /**
     * Writes the file with comments, unless there is one already: a person's words are never overwritten.
     *
     * @param broker the setting of this name, or empty
     * @param proxy the setting of this name, or empty
     */
    public static void writeTemplate(AgentHome home, List<String> instrumentIds, String broker, String proxy)
            throws Refusal {
        if (Files.exists(home.settings())) {
            return;
        }
        try {
            AgentHome.write(home.settings(), SettingsTemplate.text(instrumentIds, broker, proxy));
        } catch (IOException e) {
            throw new Refusal("The settings file " + home.settings() + " cannot be written.");
        }
    }

    public static AgentSettings load(AgentHome home, List<String> enrolled) throws Refusal {
        String text;
        try {
            text = AgentHome.read(home.settings()).orElse("");
        } catch (IOException e) {
            throw new Refusal("The settings file " + home.settings() + " cannot be read.");
        }
        return parse(home.settings(), text, enrolled);
    }

    static AgentSettings parse(Path file, String text, List<String> enrolled) throws Refusal {
        Map<String, String> values = new LinkedHashMap<>();
        int number = 0;
        // Some editors put a byte order mark before the first line.
        for (String raw : text.replace("\uFEFF", "").lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new Refusal(file + ", line " + number + ": expected 'key = value'.");
            }
            values.put(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
        SettingsFile settings = new SettingsFile(file, values);
        AgentSettings result = settings.build(enrolled);
        for (String left : values.keySet()) {
            throw new Refusal(file + ": the key '" + left + "' is not known.");
        }
        return result;
    }

    private AgentSettings build(List<String> enrolled) throws Refusal {
        Map<String, InstrumentSettings> instruments = new LinkedHashMap<>();
        for (String id : enrolled) {
            instruments.put(id, instrument(id));
        }
        DeskSettings desk = new DeskSettingsReader(this).read(enrolled);
        for (String key : values.keySet()) {
            if (key.startsWith(INSTRUMENT)) {
                throw new Refusal(file + ": the key '" + key + "' is not known, or its instrument is not one of those "
                        + "this device is enrolled for (" + String.join(", ", enrolled) + ").");
            }
        }
        return new AgentSettings(
                seconds("tick-seconds", 60, 1, 3600),
                seconds("alive-seconds", 600, 1, 3600),
                seconds("poll-seconds", 1, 1, 60),
                seconds("retry-max-seconds", 60, 1, 3600),
                number("journal-max-mb", 256, 1, 65536) * MEGABYTE,
                choice("on-stop", "keep", "end").equals("end"),
                choice("server-settings", "accept", "ignore").equals("accept"),
                choice("log-files", "yes", "no").equals("yes"),
                route(),
                new PlugBroker(take("plug-broker", ""), take("plug-broker-user", ""), take("plug-broker-password", "")),
                take("display", ""),
                take("display-authority", ""),
                instruments,
                desk);
    }

    private Route route() throws Refusal {
        try {
            return Route.parse(take("broker", ""), take("proxy", ""));
        } catch (Refusal e) {
            throw new Refusal(file + ": " + e.getMessage());
        }
    }

    private InstrumentSettings instrument(String id) throws Refusal {
        String prefix = INSTRUMENT + id + ".";
        ProbeKind probe =
                ProbeKind.valueOf(choice(prefix + "probe", ProbeKind.PROCESS.text(), ProbeKind.SCRIPTED.text())
                        .toUpperCase(Locale.ROOT));
        Calibration calibration = calibration(prefix);
        PlugSettings plug = new PlugSettings(
                take(prefix + "plug", ""), take(prefix + "plug-user", ""), take(prefix + "plug-password", ""));
        String script = take(prefix + "script", "");
        if (probe == ProbeKind.SCRIPTED && script.isEmpty()) {
            throw new Refusal(file + ": '" + prefix + "script' is missing.");
        }
        return new InstrumentSettings(id, probe, calibration, plug, script);
    }

    private Calibration calibration(String prefix) throws Refusal {
        List<String> programs = Arrays.stream(take(prefix + "watch", "").split(","))
                .map(String::strip)
                .filter(p -> !p.isEmpty())
                .toList();
        Map<Limit, Integer> limits = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            String key = prefix + limit.key();
            if (values.containsKey(key)) {
                limits.put(limit, (int) number(key, limit.preset(), limit.min(), limit.max()));
            }
        }
        String running = take(prefix + "running", "");
        String active = take(prefix + "active", "");
        return new Calibration(
                programs.isEmpty() ? null : programs,
                running.isEmpty() ? null : running,
                active.isEmpty() ? null : active,
                limits);
    }

    Duration seconds(String key, long preset, long min, long max) throws Refusal {
        return Duration.ofSeconds(number(key, preset, min, max));
    }

    long number(String key, long preset, long min, long max) throws Refusal {
        String text = take(key, Long.toString(preset));
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same sentence.
        }
        throw new Refusal(
                file + ": '" + key + "' must be a whole number from " + min + " to " + max + ", not '" + text + "'.");
    }

    /** One of several words, the first of which holds when the key is missing. */
    String choice(String key, String preset, String other) throws Refusal {
        String text = take(key, preset).toLowerCase(Locale.ROOT);
        if (text.equals(preset) || text.equals(other)) {
            return text;
        }
        throw new Refusal(file + ": '" + key + "' must be '" + preset + "' or '" + other + "', not '" + text + "'.");
    }

    String take(String key, String preset) {
        String value = values.remove(key);
        return value == null ? preset : value;
    }
}
