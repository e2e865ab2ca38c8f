package io.weiyi.metering.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.booking.BookedWindow;
import io.weiyi.booking.BookingStatus;
import io.weiyi.booking.Bookings;
import io.weiyi.catalog.Catalogue;
import io.weiyi.identity.People;
import io.weiyi.identity.PersonInfo;
import io.weiyi.kernel.time.TimeWindow;
import io.weiyi.metering.Calibrations;
import io.weiyi.metering.MeteringConfig;
import io.weiyi.metering.OverrunPolicies;
import io.weiyi.metering.OverrunPolicy;
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
    private final Catalogue catalogue;
    private final People people;
    private final OverrunPolicies overrun;
    private final Calibrations calibrations;
    private final MeteringConfig config;
    private final ObjectMapper json;
    private final Clock clock;

    DeviceConfigs(
            Jdbi jdbi,
            Bookings bookings,
            Catalogue catalogue,
            People people,
            OverrunPolicies overrun,
            Calibrations calibrations,
            MeteringConfig config,
            ObjectMapper json,
            Clock clock) {
        this.jdbi = jdbi;
        this.bookings = bookings;
        this.catalogue = catalogue;
        this.people = people;
        this.overrun = overrun;
        this.calibrations = calibrations;
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
        message.put("instruments", instruments.stream().map(this::instrument).toList());
        message.put("bookings", next(around, now));
        try {
            return json.writeValueAsString(message).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers has a JSON form", e);
        }
    }

    private Map<String, Object> instrument(long id) {
        Map<String, Object> instrument = new LinkedHashMap<>();
        instrument.put("id", String.valueOf(id));
        catalogue.find(id).ifPresent(info -> {
            instrument.put("nameZh", info.nameZh());
            instrument.put("nameEn", info.nameEn());
        });
        OverrunPolicy policy = overrun.of(id);
        instrument.put(
                "overrun",
                Map.of(
                        "action", policy.action().name(),
                        "remindMinutes", policy.remindMinutes(),
                        "graceMinutes", policy.graceMinutes()));
        // Whether hooks may run; which program that is stands on the PC alone and is never sent.
        instrument.put("hooks", policy.hooks());
        instrument.putAll(calibrations.asConfig(id));
        return instrument;
    }

    private List<BookedWindow> around(List<Long> instruments, Instant now) {
        TimeWindow window = new TimeWindow(now.minus(NEAR), now.plus(AHEAD));
        return instruments.stream()
                .flatMap(instrument -> bookings.touching(instrument, window).stream())
                .toList();
    }

    private List<Map<String, String>> next(List<BookedWindow> around, Instant now) {
        List<BookedWindow> next = around.stream()
                .filter(booking ->
                        booking.status() == BookingStatus.CONFIRMED || booking.status() == BookingStatus.IN_USE)
                .filter(booking -> booking.endsBefore().isAfter(now))
                .limit(BOOKINGS_MAX)
                .toList();
        Map<Long, String> proofs =
                bookings.codeProofs(next.stream().map(BookedWindow::bookingId).toList());
        return next.stream()
                .map(booking -> {
                    Map<String, String> json = new LinkedHashMap<>();
                    json.put("id", String.valueOf(booking.bookingId()));
                    json.put("instrumentId", String.valueOf(booking.instrumentId()));
                    json.put("startsAt", booking.startsAt().toString());
                    json.put("endsBefore", booking.endsBefore().toString());
                    json.put("codeProof", proofs.getOrDefault(booking.bookingId(), ""));
                    json.put("label", label(booking.bookingId()));
                    return json;
                })
                .toList();
    }

    /** Just enough of a name for its bearer to know it: the screen of a lab PC is seen by many. */
    private String label(long bookingId) {
        return bookings.info(bookingId)
                .flatMap(booking -> people.find(booking.personId()))
                .map(PersonInfo::displayName)
                .filter(name -> !name.isBlank())
                .map(name -> name.substring(0, name.offsetByCodePoints(0, 1)) + "**")
                .orElse("");
    }

    /** The device that watches an instrument, with a new version of its config. */
    Optional<String> changedFor(long instrumentId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        UPDATE device SET config_version = config_version + 1
                         WHERE status = 'ACTIVE' AND id = (SELECT device_id FROM device_instrument
                                                            WHERE instrument_id = :instrument AND until IS NULL)
                        RETURNING id""")
                .bind("instrument", instrumentId)
                .mapTo(String.class)
                .findOne());
    }

    /** The device whose config a booking stands in, with a new version of it. */
    Optional<String> changedBy(long bookingId) {
        return bookings.info(bookingId).flatMap(booking -> changedFor(booking.instrumentId()));
    }
}
