package io.weiyi.metering.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.booking.BookedWindow;
import io.weiyi.booking.BookingStatus;
import io.weiyi.booking.Bookings;
import io.weiyi.kernel.time.TimeWindow;
import io.weiyi.metering.MeteringConfig;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** What each device is asked to do: which instruments, how often, and which bookings come next. */
@Singleton
class DeviceConfigs {

    private static final Duration AHEAD = Duration.ofHours(24);
    /** Longer than the refresh of configs, so that none comes near unnoticed. */
    private static final Duration NEAR = Duration.ofMinutes(20);

    private static final int BOOKINGS_MAX = 50;

    private final Jdbi jdbi;
    private final Bookings bookings;
    private final MeteringConfig config;
    private final ObjectMapper json;
    private final Clock clock;

    DeviceConfigs(Jdbi jdbi, Bookings bookings, MeteringConfig config, ObjectMapper json, Clock clock) {
        this.jdbi = jdbi;
        this.bookings = bookings;
        this.config = config;
        this.json = json;
        this.clock = clock;
    }

    /** The message for a device as things are now. */
    byte[] message(String device) {
        List<Long> instruments = jdbi.withHandle(handle ->
                handle.createQuery("""
                        SELECT instrument_id FROM device_instrument
                         WHERE device_id = :device AND until IS NULL ORDER BY instrument_id""").bind("device", device).mapTo(Long.class).list());
        int version =
                jdbi.withHandle(handle -> handle.createQuery("SELECT config_version FROM device WHERE id = :device")
                        .bind("device", device)
                        .mapTo(Integer.class)
                        .findOne()
                        .orElse(0));
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("v", 1);
        message.put("version", version);
        message.put("tickSeconds", config.tick().toSeconds());
        Instant now = clock.instant();
        List<BookedWindow> around = around(instruments, now);
        TimeWindow near = new TimeWindow(now.minus(NEAR), now.plus(NEAR));
        boolean booked = around.stream().anyMatch(booking -> booking.window().overlaps(near));
        message.put("aliveSeconds", (booked ? config.aliveBooked() : config.alive()).toSeconds());
        message.put(
                "instruments",
                instruments.stream().map(id -> Map.of("id", String.valueOf(id))).toList());
        message.put("bookings", next(around, now));
        try {
            return json.writeValueAsString(message).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers has a JSON form", e);
        }
    }

    private List<BookedWindow> around(List<Long> instruments, Instant now) {
        TimeWindow window = new TimeWindow(now.minus(NEAR), now.plus(AHEAD));
        return instruments.stream()
                .flatMap(instrument -> bookings.touching(instrument, window).stream())
                .toList();
    }

    private static List<Map<String, String>> next(List<BookedWindow> around, Instant now) {
        return around.stream()
                .filter(booking ->
                        booking.status() == BookingStatus.CONFIRMED || booking.status() == BookingStatus.IN_USE)
                .filter(booking -> booking.endsBefore().isAfter(now))
                .limit(BOOKINGS_MAX)
                .map(booking -> Map.of(
                        "id", String.valueOf(booking.bookingId()),
                        "instrumentId", String.valueOf(booking.instrumentId()),
                        "startsAt", booking.startsAt().toString(),
                        "endsBefore", booking.endsBefore().toString()))
                .toList();
    }

    /** The device whose config a booking stands in, with a new version of it. */
    Optional<String> changedBy(long bookingId) {
        return bookings.info(bookingId)
                .flatMap(booking -> jdbi.withHandle(handle -> handle.createQuery("""
                        UPDATE device SET config_version = config_version + 1
                         WHERE status = 'ACTIVE' AND id = (SELECT device_id FROM device_instrument
                                                            WHERE instrument_id = :instrument AND until IS NULL)
                        RETURNING id""")
                        .bind("instrument", booking.instrumentId())
                        .mapTo(String.class)
                        .findOne()));
    }
}
