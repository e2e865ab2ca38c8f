package io.weiyi.agent.plug;

import io.weiyi.agent.home.Refusal;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a plug is, as the settings file says it: the format, the place, and which outlet when there are several.
 *
 * <pre>
 * tasmota http://192.168.1.20
 * shelly mqtt shellyplug-s-0A1B2C
 * shelly-plus http://192.168.1.21 1
 * </pre>
 *
 * @param name the topic of the plug, "" when it is asked over HTTP
 * @param base where it is asked, "" when it is heard over MQTT
 */
record PlugAddress(PlugFormat format, String name, String base, int channel) {
    private static final Pattern TEXT =
            Pattern.compile("(tasmota|shelly|shelly-plus)\\s+(?:(http://\\S+)|mqtt\\s+([^\\s+#]+))(?:\\s+(\\d))?");

    static PlugAddress parse(String text) throws Refusal {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches() || (matcher.group(2) != null && !isPlace(matcher.group(2)))) {
            throw new Refusal(
                    "The plug '" + text + "' is not understood; expected 'tasmota', 'shelly' or 'shelly-plus',"
                            + " then 'http://' and an address or 'mqtt' and a topic, then perhaps the number of the outlet.");
        }
        PlugFormat format =
                PlugFormat.valueOf(matcher.group(1).toUpperCase(Locale.ROOT).replace('-', '_'));
        String channel = matcher.group(4);
        return new PlugAddress(
                format,
                matcher.group(3) == null ? "" : matcher.group(3),
                matcher.group(2) == null ? "" : matcher.group(2).replaceFirst("/+$", ""),
                channel == null ? 0 : Integer.parseInt(channel));
    }

    private static boolean isPlace(String url) {
        try {
            URI uri = URI.create(url);
            String path = uri.getPath();
            return uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && (path == null || path.isEmpty() || path.equals("/"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    boolean overHttp() {
        return !base.isEmpty();
    }
}
