package io.weiyi.metering;

import io.weiyi.booking.Bookings;
import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Devices (采集终端): the lab PCs with an agent, who may see them, and taking their right to report. */
@ApplicationScoped
public class Devices {

    private final Jdbi jdbi;
    private final DeviceRows rows;
    private final Bookings bookings;
    private final Audit audit;
    private final Event<DeviceRevoked> revoked;
    private final Clock clock;

    Devices(Jdbi jdbi, DeviceRows rows, Bookings bookings, Audit audit, Event<DeviceRevoked> revoked, Clock clock) {
        this.jdbi = jdbi;
        this.rows = rows;
        this.bookings = bookings;
        this.audit = audit;
        this.revoked = revoked;
        this.clock = clock;
    }

    /** The devices this caller may see, newest first: those of owners they work for, or all for readers of the city. */
    public Page<DeviceInfo> list(Caller caller, PageRequest page) {
        return rows.page(visibleOwners(caller), page);
    }

    /** One device, if the caller may see it. */
    public Optional<DeviceInfo> find(Caller caller, String id) {
        Set<Long> owners = visibleOwners(caller);
        return rows.find(id).filter(device -> owners == null || owners.contains(device.ownerId()));
    }

    /** The devices that watch instruments of one owner, for the owner's own pages. */
    public List<DeviceInfo> ofOwner(long ownerId) {
        return rows.page(Set.of(ownerId), new PageRequest(0, PageRequest.SIZE_MAX))
                .items();
    }

    /** The device that watches an instrument now. */
    public Optional<DeviceInfo> watching(long instrumentId) {
        return rows.watching(instrumentId);
    }

    /** What was refused of a device the caller may see, newest first. */
    public Page<QuarantinedInfo> quarantine(Caller caller, String deviceId, PageRequest page) {
        return find(caller, deviceId)
                .map(device -> rows.quarantine(device.id(), page))
                .orElseThrow(Problem::notFound);
    }

    /** Null means every owner. */
    private static @Nullable Set<Long> visibleOwners(Caller caller) {
        return caller.has(Role.LEADER) || caller.has(Role.AUDITOR)
                ? null
                : caller.organisationsAs(Role.INSTRUMENT_MANAGER, Role.OPERATOR);
    }

    /**
     * Takes a device's right to report, at once and for good. What it sent before stays; its instruments count as metered
     * until now.
     */
    @Transactional
    public DeviceInfo revoke(Caller caller, String id) {
        DeviceInfo device = find(caller, id).orElseThrow(Problem::notFound);
        if (!caller.hasIn(Role.INSTRUMENT_MANAGER, device.ownerId())) {
            throw Problem.forbidden("Only an instrument manager of the owner revokes a device.");
        }
        Instant now = clock.instant();
        int changed = jdbi.withHandle(handle -> handle.createUpdate("""
                        UPDATE device SET status = 'REVOKED', revoked_at = :now, revoked_by = :by, online = false
                         WHERE id = :id AND status = 'ACTIVE'""")
                .bind("now", now)
                .bind("by", caller.personId())
                .bind("id", id)
                .execute());
        if (changed == 0) {
            throw Problem.illegalTransition("The device is revoked already.");
        }
        for (DeviceRows.Assignment ended : rows.endAssignments(id, now)) {
            bookings.metered(ended.instrumentId(), ended.since(), now);
        }
        rows.expireCodes(id, now);
        audit.record("device.revoke", "device", id, device.ownerId(), Map.of("instrumentIds", device.instrumentIds()));
        revoked.fire(new DeviceRevoked(id, now));
        return rows.find(id).orElseThrow(Problem::notFound);
    }

    /** Whether the broker may let this device in: it is enrolled and not revoked. */
    public boolean mayConnect(String id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT EXISTS (SELECT 1 FROM device WHERE id = :id AND status = 'ACTIVE')")
                .bind("id", id)
                .mapTo(Boolean.class)
                .one());
    }

    /** Which of these are revoked devices. */
    public Set<String> revokedAmong(Collection<String> ids) {
        return new HashSet<>(jdbi.withHandle(
                handle -> handle.createQuery("SELECT id FROM device WHERE status = 'REVOKED' AND id = ANY (:ids)")
                        .bindArray("ids", String.class, ids.toArray())
                        .mapTo(String.class)
                        .list()));
    }

    /**
     * The embedded broker says who is connected; whoever is not is offline. A broker that was killed sends no last wills,
     * and its retained states would claim for ever that everybody is there.
     */
    @Transactional
    public void connectedAre(Collection<String> ids) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "UPDATE device SET online = false WHERE online AND NOT simulated AND NOT id = ANY (:ids) AND last_seen_at < :aWhileAgo")
                .bind("aWhileAgo", clock.instant().minusSeconds(20))
                .bindArray("ids", String.class, ids.toArray())
                .execute());
    }
}
