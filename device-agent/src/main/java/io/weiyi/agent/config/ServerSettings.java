package io.weiyi.agent.config;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the server asks for on the config topic. It is a wish, read with suspicion: a part that makes no sense is left out
 * and the local file holds there.
 *
 * @param version told back in the state message
 * @param tick null when the server leaves it to the local file
 * @param alive null when the server leaves it to the local file
 * @param calibrations how use is judged, by instrument
 * @param bookings the next ones
 */
public record ServerSettings(
        long version,
        @Nullable Duration tick,
        @Nullable Duration alive,
        Map<String, Calibration> calibrations,
        List<NextBooking> bookings) {

    /** The server has said nothing yet. */
    public static final ServerSettings NONE = new ServerSettings(0, null, null, Map.of(), List.of());

    private static final int BYTES_MAX = 64 * 1024;
    private static final int ITEMS_MAX = 200;
    private static final int TEXT_MAX = 260;

    /** A booking that the device may soon serve; half-open like every range of time. */
    public record NextBooking(String id, String instrument, Instant startsAt, Instant endsBefore) {
        public boolean covers(String instrumentId, Instant at) {
            return instrument.equals(instrumentId) && !at.isBefore(startsAt) && at.isBefore(endsBefore);
        }
    }

    /** Reads a message of the config topic; empty when it is nothing that can be followed. */
    public static Optional<ServerSettings> parse(byte[] payload) {
        if (payload.length == 0) {
            // A retained message is taken back by an empty one.
            return Optional.of(NONE);
        }
        if (payload.length > BYTES_MAX) {
            return Optional.empty();
        }
        try {
            Map<String, Object> json = JSON.std.mapFrom(new String(payload, StandardCharsets.UTF_8));
            return Optional.of(new ServerSettings(
                    json.get("version") instanceof Number version ? version.longValue() : 0,
                    seconds(json.get("tickSeconds")),
                    seconds(json.get("aliveSeconds")),
                    calibrations(json.get("instruments")),
                    bookings(json.get("bookings"))));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Duration seconds(@Nullable Object value) {
        return value instanceof Number number && number.longValue() >= 1 && number.longValue() <= 3600
                ? Duration.ofSeconds(number.longValue())
                : null;
    }

    private static Map<String, Calibration> calibrations(@Nullable Object value) {
        Map<String, Calibration> calibrations = new HashMap<>();
        for (Map<?, ?> instrument : objects(value)) {
            text(instrument.get("id")).ifPresent(id -> calibrations.put(id, calibration(instrument)));
        }
        return calibrations;
    }

    private static Calibration calibration(Map<?, ?> instrument) {
        List<String> watch = null;
        if (instrument.get("watch") instanceof List<?> programs) {
            watch = programs.stream()
                    .limit(ITEMS_MAX)
                    .flatMap(program -> text(program).stream())
                    .toList();
        }
        Map<Limit, Integer> limits = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            if (instrument.get(limit.wireName()) instanceof Integer number
                    && number >= limit.min()
                    && number <= limit.max()) {
                limits.put(limit, number);
            }
        }
        return new Calibration(
                watch,
                text(instrument.get("running")).orElse(null),
                text(instrument.get("active")).orElse(null),
                limits);
    }

    private static List<NextBooking> bookings(@Nullable Object value) {
        List<NextBooking> bookings = new ArrayList<>();
        for (Map<?, ?> booking : objects(value)) {
            Optional<String> id = text(booking.get("id"));
            Optional<String> instrument = text(booking.get("instrumentId"));
            Optional<Instant> startsAt = instant(booking.get("startsAt"));
            Optional<Instant> endsBefore = instant(booking.get("endsBefore"));
            if (id.isPresent() && instrument.isPresent() && startsAt.isPresent() && endsBefore.isPresent()) {
                bookings.add(new NextBooking(id.get(), instrument.get(), startsAt.get(), endsBefore.get()));
            }
        }
        return bookings;
    }

    private static List<Map<?, ?>> objects(@Nullable Object value) {
        List<Map<?, ?>> objects = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> map && objects.size() < ITEMS_MAX) {
                    objects.add(map);
                }
            }
        }
        return objects;
    }

    private static Optional<String> text(@Nullable Object value) {
        boolean id = value instanceof String || value instanceof Integer || value instanceof Long;
        return id ? Optional.of(String.valueOf(value).strip()).filter(ServerSettings::usable) : Optional.empty();
    }

    private static boolean usable(String text) {
        return !text.isEmpty() && text.length() <= TEXT_MAX && text.chars().noneMatch(Character::isISOControl);
    }

    private static Optional<Instant> instant(@Nullable Object value) {
        try {
            return value instanceof String text ? Optional.of(Instant.parse(text)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
