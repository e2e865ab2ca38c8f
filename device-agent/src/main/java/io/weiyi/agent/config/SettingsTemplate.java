package io.weiyi.agent.config;

import java.util.List;

/** The commented settings file that enrolment leaves behind: the manual a lab manager actually reads. */
final class SettingsTemplate {
    private static final String GENERAL = """
            # Settings of this Weiyi device agent. One 'key = value' a line; lines that begin with # are comments.
            # There are no escapes: a Windows path is written as it is. Changes count from the next start of the agent.
            # A line with a # before the key shows what holds when nothing is said.

            # Seconds between two readings of a running session (1 to 3600).
            #tick-seconds = 60

            # The longest silence of an instrument, in seconds, before the agent says that it is alive (1 to 3600).
            #alive-seconds = 600

            # Seconds between two looks at the running programs (1 to 60).
            #poll-seconds = 1

            # The longest pause, in seconds, between two tries to reach the server (1 to 3600).
            #retry-max-seconds = 60

            # How large the journal of readings may become, in megabytes. When it is nearly full, ticks are left out,
            # a reading says so, and starts and ends are still kept.
            #journal-max-mb = 256

            # What stopping the agent does to an open session: 'keep' lets it go on at the next start if the watched
            # program still runs then; 'end' ends it.
            #on-stop = keep

            # Whether the server may change intervals, watched programs, rules and thresholds: 'accept' or 'ignore'.
            #server-settings = accept

            # The page for the person at this PC, at http://127.0.0.1:8917/ and from this PC only: 'on' or 'off', and its port.
            # If the port is taken, any free one is used; the log says which.
            #local-page = on
            #local-port = 8917

            # A program that shows a reminder on the screen; the text comes as one more argument. No shell is used; a part
            # with blanks stands in double quotes. Example: notify-command = /usr/bin/notify-send Weiyi
            #notify-command =

            # Seconds that a watched program may go on after its user said that they are done (0 to 3600). Use that outlasts
            # them is a session of its own and counts from the end on.
            #closing-seconds = 120

            # Seconds that a hook (see the instruments) may take before it is stopped (1 to 600).
            #hook-limit-seconds = 30

            # Whether log files are written into the folder 'logs', beside the lines on the console: 'yes' or 'no'.
            #log-files = yes

            # Where the broker is, if not where the enrolment said: ssl://host:port, or wss://host:port/path for MQTT over
            # a WebSocket in a network that lets nothing out but port 443.
            %1$s

            # An HTTP proxy for everything the agent says: http://host:port, or http://user:password@host:port with
            # special characters of the password as %%XX (@ is %%40).
            %2$s

            # The laboratory's own MQTT broker, where smart plugs report, such as mqtt://192.168.1.10:1883.
            #plug-broker =
            #plug-broker-user =
            #plug-broker-password =

            # Linux: the display whose keyboard and mouse are watched (:0) and the file with its key; empty finds them.
            #display =
            #display-authority =
            """;

    private static final String INSTRUMENT = """

            # Instrument %1$s: how its use is seen.
            #   probe = process    this machine is looked at, by the two rules below
            #   probe = scripted   a simulated instrument, for demonstrations and tests
            instrument.%1$s.probe = process
            # Programs to watch, separated by commas: a file name or a full path, * and ? stand for any characters, and
            # after ~ a piece of the command line (acquire.exe, C:\\SEM\\*\\acquire.exe, python3* ~ scan.py).
            instrument.%1$s.watch =
            # When it runs, and when it is active: signals joined by and, or, not and brackets. The signals are process,
            # cpu, login, input, power.on, power.run, yes and no. What runs and is not active is idle, and not billed.
            #instrument.%1$s.running = process
            #instrument.%1$s.active = yes
            # cpu: percent of one core. input: seconds since keyboard or mouse. power: watts, and percent of hysteresis.
            #instrument.%1$s.cpu-percent = 5
            #instrument.%1$s.input-seconds = 300
            #instrument.%1$s.on-watts = 5
            #instrument.%1$s.run-watts = 50
            #instrument.%1$s.hysteresis-percent = 10
            # How long, in seconds, it must run before a session starts, not run before it ends, work before it is active,
            # not work before it is idle; and how long a session outlives the sight of the instrument.
            #instrument.%1$s.start-seconds = 0
            #instrument.%1$s.stop-seconds = 0
            #instrument.%1$s.active-seconds = 0
            #instrument.%1$s.idle-seconds = 30
            #instrument.%1$s.blind-seconds = 300
            # The smart plug it hangs on: tasmota, shelly or shelly-plus; then http:// and its address, or mqtt and its
            # topic; then perhaps the number of the outlet (tasmota http://192.168.1.20, shelly mqtt shellyplug-s-1A2B).
            #instrument.%1$s.plug =
            #instrument.%1$s.plug-user =
            #instrument.%1$s.plug-password =
            # For 'scripted': steps separated by ';' such as  pause 10s; active 40s; idle 20s; active 30s; end; repeat
            # or '@' and the name of a file in this folder that holds one step a line.
            #instrument.%1$s.script =
            # Hooks: programs that run when a booked window opens and closes, to lock or power the instrument. They must do
            # no harm when run twice. They are named here only; the server can switch them off but never name one.
            #instrument.%1$s.hook-open =
            #instrument.%1$s.hook-close =
            """;

    private SettingsTemplate() {}

    private static String line(String key, String value) {
        return value.isBlank() ? "#" + key + " =" : key + " = " + value.strip();
    }

    static String text(List<String> instrumentIds, String broker, String proxy) {
        StringBuilder text = new StringBuilder(GENERAL.formatted(line("broker", broker), line("proxy", proxy)));
        instrumentIds.forEach(id -> text.append(INSTRUMENT.formatted(id)));
        return text.toString();
    }
}
