package io.weiyi.reporting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** Control readings as people read them: what was done at an instrument's PC, by hooks and by persons. */
@ApplicationScoped
public class ControlReport {

    private static final int ROWS_MAX = 100;

    private static final String SELECT = """
            SELECT at, device_id, seq, what, cause, booking_id, notes ->> 'why' AS why, notes ->> 'text' AS text,
                   notes ->> 'result' AS result, notes ->> 'exit' AS exit, notes ->> 'ms' AS ms, notes ->> 'policy' AS policy
              FROM control_reading
            """;

    private final Jdbi jdbi;

    ControlReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A control reading.
     *
     * @param what open, close, start, end, why or overrun
     * @param cause intent, act or confirm
     * @param bookingId as the device claims
     */
    public record Row(
            Instant at,
            String deviceId,
            long seq,
            String what,
            String cause,
            @Nullable Long bookingId,
            @Nullable String why,
            @Nullable String text,
            @Nullable String result,
            @Nullable String exit,
            @Nullable String ms,
            @Nullable String policy) {}

    /** The newest ones of an instrument. */
    public List<Row> ofInstrument(long instrumentId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + " WHERE instrument_id = :id ORDER BY at DESC, seq DESC LIMIT " + ROWS_MAX)
                .bind("id", instrumentId)
                .map(ConstructorMapper.of(Row.class))
                .list());
    }

    /** Those of a booking, in order; a device speaks only of bookings of its own instruments. */
    public List<Row> ofBooking(long bookingId, long instrumentId) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT
                        + " WHERE booking_id = :id AND instrument_id = :instrument ORDER BY at, seq LIMIT " + ROWS_MAX)
                .bind("id", bookingId)
                .bind("instrument", instrumentId)
                .map(ConstructorMapper.of(Row.class))
                .list());
    }
}
