package io.weiyi.metering.ingest;

import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.DeviceInfo;
import io.weiyi.metering.Devices;
import io.weiyi.metering.ingest.QuarantineItem.Decision;
import io.weiyi.metering.ingest.QuarantineItem.Step;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The quarantine (隔离区): what was refused, with its bytes, and what two persons decide about it. A released message is run
 * through ingest again, with the same checks as ever: it is accepted if the reason has gone meanwhile, and refused if not.
 */
@ApplicationScoped
public class Quarantine {

    private static final int NOTE_CHARS_MAX = 500;
    private static final String ACCEPTED = "accepted";

    private final QuarantineQueries rows;
    private final Devices devices;
    private final Ingest ingest;
    private final Audit audit;
    private final Clock clock;

    Quarantine(QuarantineQueries rows, Devices devices, Ingest ingest, Audit audit, Clock clock) {
        this.rows = rows;
        this.devices = devices;
        this.ingest = ingest;
        this.audit = audit;
        this.clock = clock;
    }

    /** What was refused of a device that the caller may see, newest first. */
    public Page<QuarantineItem> of(Caller caller, String deviceId, PageRequest page) {
        return rows.page(device(caller, deviceId).id(), page);
    }

    /** One refused message. */
    public QuarantineItem find(Caller caller, String deviceId, long id) {
        return rows.find(device(caller, deviceId).id(), id).orElseThrow(Problem::notFound);
    }

    /** Its bytes, as far as they are kept. */
    public byte[] bytes(Caller caller, String deviceId, long id) {
        return rows.payload(find(caller, deviceId, id).id());
    }

    private DeviceInfo device(Caller caller, String deviceId) {
        return devices.find(caller, deviceId).orElseThrow(Problem::notFound);
    }

    /**
     * Asks for a decision, or executes what another person asked for. One of the two must be an instrument manager of the
     * owner, the other one may be an operator.
     */
    @Transactional
    public QuarantineItem decide(Caller caller, String deviceId, long id, Decision decision, String note) {
        DeviceInfo device = device(caller, deviceId);
        boolean manager = caller.hasIn(Role.INSTRUMENT_MANAGER, device.ownerId());
        if (!manager && !caller.hasIn(Role.OPERATOR, device.ownerId())) {
            throw Problem.forbidden("Only people of the owner decide about its refused messages.");
        }
        if (note.length() > NOTE_CHARS_MAX) {
            throw Problem.validation("note", "must be at most " + NOTE_CHARS_MAX + " characters");
        }
        rows.lock(id);
        QuarantineItem item = rows.find(deviceId, id).orElseThrow(Problem::notFound);
        if (item.executed() != null) {
            throw Problem.illegalTransition("It was decided already.");
        }
        if (decision == Decision.RELEASE && !item.isWhole()) {
            throw Problem.illegalTransition("Only its first bytes are kept, so it cannot be run again.");
        }
        Instant now = clock.instant();
        Step mine = new Step(decision, caller.personId(), caller.displayName(), manager, now, note);
        Step asked = item.requested();
        if (asked == null || asked.kind() != decision) {
            rows.insert(id, "REQUESTED", mine, Optional.empty());
            record("quarantine.request", device, id, Map.of("decision", decision.name(), "note", note));
            return find(caller, deviceId, id);
        }
        if (asked.personId() == caller.personId()) {
            throw Problem.of(
                    409, "second-person-required", "A second person must do this", "You asked for this yourself.");
        }
        if (!asked.manager() && !manager) {
            throw Problem.forbidden("One of the two persons must be an instrument manager.");
        }
        Optional<String> outcome = decision == Decision.RELEASE ? Optional.of(release(device, item)) : Optional.empty();
        rows.insert(id, "EXECUTED", mine, outcome);
        record(
                "quarantine." + (decision == Decision.RELEASE ? "release" : "discard"),
                device,
                id,
                Map.of("askedBy", asked.person(), "outcome", outcome.orElse(""), "note", note));
        return find(caller, deviceId, id);
    }

    private String release(DeviceInfo device, QuarantineItem item) {
        return ingest.again(device.id(), rows.payload(item.id())).orElse(ACCEPTED);
    }

    private void record(String action, DeviceInfo device, long id, Map<String, ?> detail) {
        audit.record(action, "quarantine", device.id() + "/" + id, device.ownerId(), detail);
    }
}
