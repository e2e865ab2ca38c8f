package io.weiyi.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weiyi.agent.config.InstrumentSettings.ProbeKind;
import io.weiyi.agent.home.AgentHome;
import io.weiyi.agent.home.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    private static AgentSettings parse(String text) throws Refusal {
        return SettingsFile.parse(Path.of("agent.properties"), text, List.of("17", "18"));
    }

    private static void refused(String text, String sentence) {
        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> parse(text)).withMessageContaining(sentence);
    }

    @Test
    void load_templateOfEnrolment_isAllPresets(@TempDir Path folder) throws Exception {
        AgentHome home = new AgentHome(folder);
        SettingsFile.writeTemplate(home, List.of("17", "18"));

        AgentSettings settings = SettingsFile.load(home, List.of("17", "18"));

        assertThat(settings).isEqualTo(parse(""));
        assertThat(settings.instrument("17").calibration()).isEqualTo(Calibration.NONE);
        assertThat(settings.tick()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.alive()).isEqualTo(Duration.ofSeconds(600));
        assertThat(settings.journalLimitBytes()).isEqualTo(256L * 1024 * 1024);
        assertThat(settings.endOnStop()).isFalse();
        assertThat(settings.followServer()).isTrue();
        assertThat(settings.instrument("17").probe()).isEqualTo(ProbeKind.PROCESS);
    }

    @Test
    void load_templateUncommented_everyKeyIsKnown(@TempDir Path folder) throws Exception {
        AgentHome home = new AgentHome(folder);
        SettingsFile.writeTemplate(home, List.of("17"));
        String text = Files.readString(home.settings()).replaceAll("(?m)^#([a-z].* =)", "$1");

        assertThat(text).contains("\ntick-seconds = 60").contains("\ninstrument.17.script =");
        assertThat(SettingsFile.parse(home.settings(), text, List.of("17")).tick())
                .isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void writeTemplate_fileThere_neverOverwritten(@TempDir Path folder) throws Exception {
        AgentHome home = new AgentHome(folder);
        Files.writeString(home.settings(), "tick-seconds = 5");

        SettingsFile.writeTemplate(home, List.of("17"));

        assertThat(home.settings()).hasContent("tick-seconds = 5");
    }

    @Test
    void parse_windowsPathsAndByteOrderMark_takenAsTheyAre() throws Refusal {
        AgentSettings settings =
                parse("\uFEFF# comment\r\ninstrument.17.watch = C:\\Program Files\\Zeiss\\new.exe, acquire.exe\r\n");

        assertThat(settings.instrument("17").calibration().programs())
                .containsExactly("C:\\Program Files\\Zeiss\\new.exe", "acquire.exe");
    }

    @Test
    void parse_calibrationAndPlug_takenPerInstrument() throws Refusal {
        AgentSettings settings = parse("""
                plug-broker = mqtt://127.0.0.1:1883
                plug-broker-user = lab
                plug-broker-password = geheim=1
                instrument.17.watch = sem.exe, python3 ~ scan.py
                instrument.17.running = process and power.on
                instrument.17.active = cpu or power.run
                instrument.17.run-watts = 140
                instrument.17.plug = tasmota mqtt plug-sem
                instrument.18.plug = shelly http://192.0.2.7 1
                """);

        assertThat(settings.plugBroker()).isEqualTo(new PlugBroker("mqtt://127.0.0.1:1883", "lab", "geheim=1"));
        assertThat(settings.instrument("17").calibration())
                .isEqualTo(new Calibration(
                        List.of("sem.exe", "python3 ~ scan.py"),
                        "process and power.on",
                        "cpu or power.run",
                        Map.of(Limit.RUN_WATTS, 140)));
        assertThat(settings.instrument("17").plug().text()).isEqualTo("tasmota mqtt plug-sem");
        assertThat(settings.instrument("18").plug().text()).isEqualTo("shelly http://192.0.2.7 1");
    }

    @Test
    void parse_scripted_keepsTheScript() throws Refusal {
        InstrumentSettings settings = parse("instrument.18.probe = scripted\ninstrument.18.script = active 1s; repeat")
                .instrument("18");

        assertThat(settings.probe()).isEqualTo(ProbeKind.SCRIPTED);
        assertThat(settings.script()).isEqualTo("active 1s; repeat");
    }

    @Test
    void parse_mistakes_refusedByNamingThem() {
        refused("tick-second = 5", "'tick-second' is not known");
        refused("tick-seconds = 0", "'tick-seconds' must be a whole number from 1 to 3600, not '0'");
        refused("tick-seconds = five", "not 'five'");
        refused("on-stop = maybe", "must be 'keep' or 'end'");
        refused("\nnonsense", "line 2");
        refused("instrument.99.watch = x", "17, 18");
        refused("instrument.17.probe = power", "must be 'process' or 'scripted'");
        refused("instrument.17.cpu-percent = 0", "'instrument.17.cpu-percent' must be a whole number from 1 to 6400");
        refused("instrument.17.probe = scripted", "'instrument.17.script' is missing");
    }
}
