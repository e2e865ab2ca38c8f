package io.weiyi.agent.plug;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** How the makers of plugs say how many watts go through. Anything else in a message is ignored. */
enum PlugFormat {
    /** Any plug with the Tasmota firmware: {@code ENERGY.Power}, a number or, with several outlets, a list. */
    TASMOTA {
        @Override
        List<String> valueTopics(String name, int channel) {
            return List.of("tele/" + name + "/SENSOR");
        }

        @Override
        String presenceTopic(String name) {
            return "tele/" + name + "/LWT";
        }

        @Override
        String path(int channel, String user, String password) {
            String who = user.isEmpty() ? "" : "user=" + encoded(user) + "&password=" + encoded(password) + "&";
            return "/cm?" + who + "cmnd=Status%208";
        }

        @Override
        OptionalDouble watts(String text, int channel) {
            Map<?, ?> message = object(text);
            Object sensors = message.get("StatusSNS");
            Object energy = (sensors instanceof Map<?, ?> asked ? asked : message).get("ENERGY");
            Object power = energy instanceof Map<?, ?> map ? map.get("Power") : null;
            if (power instanceof List<?> outlets) {
                return channel < outlets.size() ? number(outlets.get(channel)) : OptionalDouble.empty();
            }
            return channel == 0 ? number(power) : OptionalDouble.empty();
        }
    },

    /** Shelly of the first generation: a bare number on its topic, {@code power} over HTTP. */
    SHELLY {
        @Override
        List<String> valueTopics(String name, int channel) {
            return List.of(
                    "shellies/" + name + "/relay/" + channel + "/power",
                    "shellies/" + name + "/emeter/" + channel + "/power");
        }

        @Override
        String presenceTopic(String name) {
            return "shellies/" + name + "/online";
        }

        @Override
        String path(int channel, String user, String password) {
            return "/meter/" + channel;
        }

        @Override
        OptionalDouble watts(String text, int channel) {
            if (!text.stripLeading().startsWith("{")) {
                try {
                    return number(Double.valueOf(text.strip()));
                } catch (NumberFormatException e) {
                    return OptionalDouble.empty();
                }
            }
            Map<?, ?> message = object(text);
            return Boolean.FALSE.equals(message.get("is_valid"))
                    ? OptionalDouble.empty()
                    : number(message.get("power"));
        }
    },

    /** Shelly Plus, Pro and later: {@code apower}, as the status of a switch or inside a notification that may lack it. */
    SHELLY_PLUS {
        @Override
        List<String> valueTopics(String name, int channel) {
            return List.of(name + "/status/switch:" + channel, name + "/events/rpc");
        }

        @Override
        String presenceTopic(String name) {
            return name + "/online";
        }

        @Override
        String path(int channel, String user, String password) {
            return "/rpc/Switch.GetStatus?id=" + channel;
        }

        @Override
        OptionalDouble watts(String text, int channel) {
            Map<?, ?> message = object(text);
            Object params = message.get("params");
            Object status = params instanceof Map<?, ?> map ? map.get("switch:" + channel) : message;
            if (!(status instanceof Map<?, ?> outlet) || outlet.get("id") instanceof Integer id && id != channel) {
                return OptionalDouble.empty();
            }
            return number(outlet.get("apower"));
        }
    };

    private static final double WATTS_MAX = 1_000_000;

    /** On which topics a plug of that name reports. */
    abstract List<String> valueTopics(String name, int channel);

    /** Where it, or its last will, says whether it is there. */
    abstract String presenceTopic(String name);

    /** What to ask it for. */
    abstract String path(int channel, String user, String password);

    /** The watts of one message; empty when it speaks of something else. */
    abstract OptionalDouble watts(String text, int channel);

    /** What the presence topic says. */
    static boolean away(String text) {
        String word = text.strip();
        return word.equalsIgnoreCase("offline") || word.equalsIgnoreCase("false");
    }

    private static Map<?, ?> object(String text) {
        try {
            Map<?, ?> object = JSON.std.mapFrom(text);
            return object == null ? Map.of() : object;
        } catch (IOException | RuntimeException e) {
            return Map.of();
        }
    }

    /** A meter that was put in the wrong way round shows the same power below zero. */
    private static OptionalDouble number(@Nullable Object value) {
        double watts = value instanceof Number number ? Math.abs(number.doubleValue()) : Double.NaN;
        return watts <= WATTS_MAX ? OptionalDouble.of(watts) : OptionalDouble.empty();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
