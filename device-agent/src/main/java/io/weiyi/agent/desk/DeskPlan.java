package io.weiyi.agent.desk;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the desk takes from the server's settings: the next bookings with the proofs of their codes, and the owner's rules of
 * each instrument. Read with suspicion, like all of that message; there is nothing in it that could be run.
 *
 * @param bookings in the order of their start
 */
public record DeskPlan(List<Booked> bookings, Map<String, Rules> rules) {
    public static final DeskPlan NONE = new DeskPlan(List.of(), Map.of());

    private static final int BOOKINGS_MAX = 200;
    private static final int TEXT_MAX = 200;
    private static final long MINUTES_MAX = 1440;

    public DeskPlan {
        bookings = bookings.stream()
                .sorted(Comparator.comparing(Booked::startsAt).thenComparing(Booked::id))
                .toList();
        rules = Map.copyOf(rules);
    }

    /**
     * A booked window.
     *
     * @param proof of the code; empty when the server sent none
     * @param label whose it is, as little of it as a person needs to know their own
     */
    public record Booked(
            String id, String instrument, Instant startsAt, Instant endsBefore, String proof, String label) {
        public boolean covers(Instant at) {
            return !at.isBefore(startsAt) && at.isBefore(endsBefore);
        }
    }

    /**
     * The owner's rules of an instrument.
     *
     * @param nameZh its name, empty when the server sent none
     * @param endOverrun whether use ends when the booked time is over; else it runs on and the overtime is shown
     * @param remind so long before the end the person is reminded
     * @param patience so long after the end use is ended
     * @param hooks whether the hooks that are set up here may run
     */
    public record Rules(
            String nameZh, String nameEn, boolean endOverrun, Duration remind, Duration patience, boolean hooks) {
        static final Rules PRESET = new Rules("", "", false, Duration.ofMinutes(10), Duration.ofMinutes(10), true);
    }

    public Rules rules(String instrument) {
        return rules.getOrDefault(instrument, Rules.PRESET);
    }

    public Optional<Booked> booking(String id) {
        return bookings.stream().filter(booking -> booking.id().equals(id)).findFirst();
    }

    /** The booking whose window is now. */
    public Optional<Booked> now(String instrument, Instant at) {
        return bookings.stream()
                .filter(booking -> booking.instrument().equals(instrument) && booking.covers(at))
                .findFirst();
    }

    /** The first booking that begins at a moment or later. */
    public Optional<Booked> next(String instrument, Instant from) {
        return bookings.stream()
                .filter(booking -> booking.instrument().equals(instrument)
                        && !booking.startsAt().isBefore(from))
                .findFirst();
    }

    /** Reads a message of the config topic; what cannot be understood is left out. */
    public static DeskPlan parse(byte[] payload) {
        try {
            Map<String, Object> json = JSON.std.mapFrom(new String(payload, StandardCharsets.UTF_8));
            Map<String, Rules> rules = new HashMap<>();
            for (Map<?, ?> instrument : objects(json.get("instruments"))) {
                String id = text(instrument.get("id"));
                if (!id.isEmpty()) {
                    rules.put(id, rules(instrument));
                }
            }
            List<Booked> bookings = new ArrayList<>();
            for (Map<?, ?> booking : objects(json.get("bookings"))) {
                booked(booking).ifPresent(bookings::add);
            }
            return new DeskPlan(bookings, rules);
        } catch (IOException | RuntimeException e) {
            return NONE;
        }
    }

    private static Rules rules(Map<?, ?> instrument) {
        Map<?, ?> overrun = instrument.get("overrun") instanceof Map<?, ?> map ? map : Map.of();
        return new Rules(
                text(instrument.get("nameZh")),
                text(instrument.get("nameEn")),
                "END".equals(overrun.get("action")),
                minutes(overrun.get("remindMinutes"), Rules.PRESET.remind()),
                minutes(overrun.get("graceMinutes"), Rules.PRESET.patience()),
                !Boolean.FALSE.equals(instrument.get("hooks")));
    }

    private static Optional<Booked> booked(Map<?, ?> booking) {
        try {
            Booked booked = new Booked(
                    text(booking.get("id")),
                    text(booking.get("instrumentId")),
                    Instant.parse(text(booking.get("startsAt"))),
                    Instant.parse(text(booking.get("endsBefore"))),
                    text(booking.get("codeProof")),
                    text(booking.get("label")));
            boolean whole = !booked.id().isEmpty()
                    && !booked.instrument().isEmpty()
                    && booked.startsAt().isBefore(booked.endsBefore());
            return whole ? Optional.of(booked) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration minutes(@Nullable Object value, Duration preset) {
        return value instanceof Number number && number.longValue() >= 0 && number.longValue() <= MINUTES_MAX
                ? Duration.ofMinutes(number.longValue())
                : preset;
    }

    private static List<Map<?, ?>> objects(@Nullable Object value) {
        List<Map<?, ?>> objects = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> map && objects.size() < BOOKINGS_MAX) {
                    objects.add(map);
                }
            }
        }
        return objects;
    }

    /** A short text without line breaks, or an id; anything else is as good as nothing. */
    private static String text(@Nullable Object value) {
        boolean plain = value instanceof String || value instanceof Integer || value instanceof Long;
        String text = plain ? String.valueOf(value).strip() : "";
        return text.length() <= TEXT_MAX && text.chars().noneMatch(Character::isISOControl) ? text : "";
    }
}
