package io.weiyi.metering.ingest;

import io.weiyi.kernel.job.PeriodicJob;
import io.weiyi.metering.DeviceIncidents;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/**
 * Opens and closes the alerts about devices: silent ones, clocks that are off, broken chains. An alert is told once when it
 * opens and once when it is over. A silence counts only while readings could arrive: after an outage of our own every
 * device gets the whole time again before anybody is told of it.
 */
@Singleton
class DeviceAlerts implements PeriodicJob {

    private static final Duration EVERY = Duration.ofSeconds(30);
    /** A longer pause between two runs was an outage of ours. */
    private static final Duration PAUSE_MAX = Duration.ofMinutes(2);

    private static final int CHANGES_MAX = 2_000;

    private final Jdbi jdbi;
    private final IngestLink link;
    private final Event<DeviceIncidents> incidents;

    DeviceAlerts(Jdbi jdbi, IngestLink link, Event<DeviceIncidents> incidents) {
        this.jdbi = jdbi;
        this.link = link;
        this.incidents = incidents;
    }

    @Override
    public String name() {
        return "metering.device-alerts";
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public void run(Instant now) {
        if (link.isConnected()) {
            look(now, upSince(now));
        }
    }

    /** Opens and closes what has changed, as of now, readings having been able to arrive since the given time. */
    void look(Instant now, Instant upSince) {
        tell(true, open(silent(), now, upSince), now);
        tell(true, open(skewed(), now, upSince), now);
        tell(true, open(broken(), now, upSince), now);
        tell(false, close(now), now);
    }

    private Instant upSince(Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO ingest_watch (up_since, last_up_at) VALUES (:now::timestamptz, :now::timestamptz)
                        ON CONFLICT (one) DO UPDATE SET last_up_at = :now::timestamptz,
                           up_since = CASE WHEN ingest_watch.last_up_at < :pause THEN :now::timestamptz ELSE ingest_watch.up_since END
                        RETURNING up_since""")
                .bind("now", now)
                .bind("pause", now.minus(PAUSE_MAX))
                .map((row, context) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .one());
    }

    /** Every select gives device, owner, kind and since when. */
    private static String silent() {
        return """
                SELECT d.id, d.owner_id, r.kind, greatest(d.last_seen_at, d.enrolled_at) AS since
                  FROM device d JOIN device_alert_rule r ON r.kind = 'SILENT'
                 WHERE d.status = 'ACTIVE' AND greatest(d.last_seen_at, d.enrolled_at, :upSince::timestamptz) < :now::timestamptz - r.threshold
                   AND EXISTS (SELECT 1 FROM device_instrument i WHERE i.device_id = d.id AND i.until IS NULL)
                """;
    }

    private static String skewed() {
        return """
                SELECT d.id, d.owner_id, r.kind, :now::timestamptz AS since FROM device d JOIN device_alert_rule r ON r.kind = 'SKEW'
                 WHERE d.status = 'ACTIVE' AND d.online
                   AND abs(d.skew_ms) * interval '1 millisecond' > r.threshold AND :upSince::timestamptz <= :now::timestamptz
                """;
    }

    private static String broken() {
        return """
                SELECT d.id, d.owner_id, r.kind, max(b.received_at) AS since
                  FROM device_alert_rule r
                  JOIN raw_reading b ON b.flags && ARRAY['chain-break'] AND b.received_at > :now::timestamptz - r.threshold
                  JOIN device d ON d.id = b.device_id AND d.status = 'ACTIVE'
                 WHERE r.kind = 'CHAIN' AND :upSince::timestamptz <= :now::timestamptz GROUP BY d.id, d.owner_id, r.kind
                """;
    }

    private List<Change> open(String found, Instant now, Instant upSince) {
        return jdbi.withHandle(handle -> handle.createQuery("WITH found AS (" + found + """
                        ), opened AS (
                            INSERT INTO device_incident (device_id, kind, since, opened_at)
                            SELECT f.id, f.kind, f.since, :now::timestamptz FROM found f
                             WHERE NOT EXISTS (SELECT 1 FROM device_incident i
                                                WHERE i.device_id = f.id AND i.kind = f.kind AND i.closed_at IS NULL)
                               AND NOT EXISTS (SELECT 1 FROM device_incident i
                                                WHERE i.device_id = f.id AND i.kind = f.kind AND i.opened_at >= f.since AND f.kind = 'CHAIN')
                             ORDER BY f.id LIMIT :most
                            ON CONFLICT DO NOTHING RETURNING device_id, kind),
                        gone AS (
                            UPDATE device SET online = false
                             WHERE online AND id IN (SELECT device_id FROM opened WHERE kind = 'SILENT'))
                        SELECT o.device_id, d.owner_id, o.kind FROM opened o JOIN device d ON d.id = o.device_id""")
                .bind("now", now)
                .bind("upSince", upSince)
                .bind("most", CHANGES_MAX)
                .map((row, context) -> new Change(row.getString(1), row.getLong(2), row.getString(3)))
                .list());
    }

    private List<Change> close(Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        WITH over AS (
                            SELECT i.id, d.status FROM device_incident i
                              JOIN device d ON d.id = i.device_id JOIN device_alert_rule r ON r.kind = i.kind
                             WHERE i.closed_at IS NULL
                               AND (d.status <> 'ACTIVE'
                                 OR (i.kind = 'SILENT' AND d.last_seen_at > i.since AND d.last_seen_at >= :now::timestamptz - r.threshold)
                                 OR (i.kind = 'SKEW' AND abs(d.skew_ms) * interval '1 millisecond' <= r.threshold)
                                 OR (i.kind = 'CHAIN' AND NOT EXISTS (
                                        SELECT 1 FROM raw_reading b WHERE b.flags && ARRAY['chain-break']
                                           AND b.received_at > :now::timestamptz - r.threshold AND b.device_id = i.device_id)))
                             ORDER BY i.id LIMIT :most),
                        closed AS (
                            UPDATE device_incident SET closed_at = :now::timestamptz WHERE id IN (SELECT id FROM over)
                            RETURNING device_id, kind)
                        SELECT c.device_id, d.owner_id, c.kind FROM closed c
                          JOIN device d ON d.id = c.device_id AND d.status = 'ACTIVE'""")
                .bind("now", now)
                .bind("most", CHANGES_MAX)
                .map((row, context) -> new Change(row.getString(1), row.getLong(2), row.getString(3)))
                .list());
    }

    private void tell(boolean opened, List<Change> changes, Instant now) {
        Map<String, List<Change>> told = changes.stream()
                .collect(Collectors.groupingBy(
                        change -> change.ownerId() + change.kind(), TreeMap::new, Collectors.toList()));
        for (List<Change> same : told.values()) {
            Change first = same.get(0);
            List<String> devices = same.stream().map(Change::device).sorted().toList();
            incidents.fire(new DeviceIncidents(first.ownerId(), first.kind(), opened, devices, now));
        }
    }

    private record Change(String device, long ownerId, String kind) {}
}
