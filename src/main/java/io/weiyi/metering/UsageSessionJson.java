package io.weiyi.metering;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A usage session on the wire. */
public record UsageSessionJson(
        String id,
        String sid,
        String instrumentId,
        @Nullable String bookingId,
        @Nullable String deviceId,
        Instant startedAt,
        @Nullable Instant endedAt,
        long runSeconds,
        long activeSeconds,
        long idleSeconds,
        String source,
        String status,
        @Nullable String verification,
        List<String> flags,
        @Nullable String chargeId,
        @Nullable String why,
        @Nullable String whyText,
        @Nullable String filedAs) {

    static UsageSessionJson of(UsageSessions.SessionView view) {
        SessionInfo session = view.session();
        return new UsageSessionJson(
                String.valueOf(session.id()),
                session.sid(),
                String.valueOf(session.instrumentId()),
                text(session.bookingId()),
                session.deviceId(),
                session.startedAt(),
                session.endedAt(),
                session.runSeconds(),
                session.activeSeconds(),
                session.idleSeconds(),
                session.source(),
                session.status(),
                session.verification(),
                session.flags(),
                text(view.chargeId()),
                view.why(),
                view.whyText(),
                view.filedAs());
    }

    private static @Nullable String text(@Nullable Long id) {
        return id == null ? null : String.valueOf(id);
    }
}
