package io.weiyi.metering;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Control readings (控制记录) in a form that can be searched, written inside ingest's transaction. */
@ApplicationScoped
public class ControlReadings {

    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");
    private static final int CAUSE_MAX = 40;

    private final Jdbi jdbi;

    ControlReadings(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Takes the control readings among these; the same ones again change nothing. */
    public void take(Collection<Accepted> accepted) {
        Collection<Reading> controls = accepted.stream()
                .map(Accepted::reading)
                .filter(reading -> reading.type() == Reading.Type.CONTROL)
                .toList();
        if (controls.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch("""
                    INSERT INTO control_reading (device_id, seq, instrument_id, sid, booking_id, at, cause, what, notes)
                    VALUES (:device, :seq, :instrument, :sid, :booking, :at, :cause, :what, :notes::jsonb)
                    ON CONFLICT DO NOTHING""");
            for (Reading reading : controls) {
                ControlNotes notes = ControlNotes.of(reading);
                String cause = reading.cause() == null ? "" : reading.cause();
                batch.bind("device", reading.device())
                        .bind("seq", reading.seq())
                        .bind("instrument", reading.instrumentId())
                        .bind("sid", Objects.requireNonNull(reading.sid()))
                        .bind("booking", booking(reading))
                        .bind("at", reading.at())
                        .bind("cause", cause.length() > CAUSE_MAX ? "" : cause)
                        .bind("what", notes.what())
                        .bind("notes", notes.json())
                        .add();
            }
            batch.execute();
        });
    }

    private static @org.jspecify.annotations.Nullable Long booking(Reading reading) {
        String claimed = reading.booking();
        return claimed != null && ID.matcher(claimed).matches() ? Long.valueOf(claimed) : null;
    }
}
