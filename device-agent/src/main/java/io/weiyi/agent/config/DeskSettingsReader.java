package io.weiyi.agent.config;

import io.weiyi.agent.home.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of the settings file that is about the person at the PC. */
final class DeskSettingsReader {
    private final SettingsFile file;

    DeskSettingsReader(SettingsFile file) {
        this.file = file;
    }

    DeskSettings read(List<String> instruments) throws Refusal {
        Map<String, DeskSettings.Hooks> hooks = new LinkedHashMap<>();
        for (String id : instruments) {
            hooks.put(
                    id,
                    new DeskSettings.Hooks(
                            command(SettingsFile.INSTRUMENT + id + ".hook-open"),
                            command(SettingsFile.INSTRUMENT + id + ".hook-close")));
        }
        return new DeskSettings(
                file.choice("local-page", "on", "off").equals("on"),
                (int) file.number("local-port", DeskSettings.PORT, 0, 65535),
                command("notify-command"),
                file.seconds("closing-seconds", 120, 0, 3600),
                file.seconds("hook-limit-seconds", 30, 1, 600),
                hooks);
    }

    private List<String> command(String key) {
        return CommandLines.split(file.take(key, ""));
    }
}
