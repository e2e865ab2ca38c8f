package io.weiyi.metering.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.DeviceInfo;
import io.weiyi.metering.Devices;
import io.weiyi.metering.OfflineImportInfo;
import io.weiyi.metering.pki.Enrolment;
import io.weiyi.metering.pki.Renewal;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Offline import (离线导入): what an agent without a network wrote into a file, brought by a manager of its owner. Each
 * reading meets the checks that it would meet on the broker, in batches with transactions of their own; the same file again
 * changes nothing, and one that was interrupted goes on.
 */
@Singleton
public class OfflineImport {

    private static final int REFUSALS_SHOWN_MAX = 500;

    private final Ingest ingest;
    private final Devices devices;
    private final Enrolment enrolment;
    private final Renewal renewal;
    private final OfflineImportRows rows;
    private final OfflineAnswer answers;
    private final Audit audit;
    private final ObjectMapper json;
    private final Clock clock;

    // As many as it has to do with: the file's readings, its request, and who brought it.
    OfflineImport(
            Ingest ingest,
            Devices devices,
            Enrolment enrolment,
            Renewal renewal,
            OfflineImportRows rows,
            OfflineAnswer answers,
            Audit audit,
            ObjectMapper json,
            Clock clock) {
        this.ingest = ingest;
        this.devices = devices;
        this.enrolment = enrolment;
        this.renewal = renewal;
        this.rows = rows;
        this.answers = answers;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    /** Takes a file that a manager has brought, and says what became of it. */
    public OfflineImportInfo take(Caller caller, Path upload) {
        OfflineFile file = OfflineFile.check(upload, json);
        boolean first = file.deviceId() == null;
        DeviceInfo device = first ? enrolled(caller, file) : own(caller, file);
        boolean renewed = !first && renewal.renewIfDue(device.id(), file.csrPem());
        Tally tally = new Tally();
        file.batches(lines -> tally.add(ingest.takeLines(device.id(), lines)));
        OfflineImportInfo done = new OfflineImportInfo(
                0,
                device.id(),
                clock.instant(),
                tally.fresh + tally.known + tally.refused,
                tally.fresh,
                tally.known,
                tally.refused,
                tally.refusals,
                first ? "FIRST" : renewed ? "NEW" : "SAME");
        return writeDown(caller, device, file, done);
    }

    private DeviceInfo own(Caller caller, OfflineFile file) {
        return devices.find(caller, String.valueOf(file.deviceId()))
                .filter(device -> caller.hasIn(Role.INSTRUMENT_MANAGER, device.ownerId()))
                .orElseThrow(() -> Problem.validation("file", "the device is not one of yours"));
    }

    /** Without a network the code is typed into the export; whoever brings the file must be a manager of its owner. */
    private DeviceInfo enrolled(Caller caller, OfflineFile file) {
        String code = file.code();
        if (code == null) {
            throw Problem.validation("file", "the agent is not enrolled yet; export it with an enrolment code");
        }
        return QuarkusTransaction.requiringNew().call(() -> {
            String id = enrolment.enrol(code, file.csrPem(), file.hostname(), file.agentVersion());
            return devices.find(caller, id)
                    .filter(device -> caller.hasIn(Role.INSTRUMENT_MANAGER, device.ownerId()))
                    .orElseThrow(() -> Problem.validation("file", "its enrolment code is not one of yours"));
        });
    }

    private OfflineImportInfo writeDown(Caller caller, DeviceInfo device, OfflineFile file, OfflineImportInfo done) {
        String sha256 = file.sha256();
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<OfflineImportInfo> before = rows.sameFile(device.id(), sha256);
            boolean nothingNew = done.taken() == 0 && !done.certificate().equals("NEW");
            if (before.isPresent() && nothingNew && before.get().refusals().equals(done.refusals())) {
                return before.get();
            }
            long id = rows.insert(done, caller.personId(), sha256, file.bytes());
            audit.record(
                    "device.offline-import",
                    "device",
                    device.id(),
                    device.ownerId(),
                    Map.of(
                            "import", id,
                            "sha256", sha256,
                            "taken", done.taken(),
                            "known", done.known(),
                            "refused", done.refused(),
                            "certificate", done.certificate()));
            return rows.find(id).orElseThrow();
        });
    }

    /** An import of before, if its device is one of the caller's. */
    public Optional<OfflineImportInfo> find(Caller caller, long id) {
        return rows.find(id)
                .filter(done -> devices.find(caller, done.deviceId())
                        .filter(device -> caller.hasIn(Role.INSTRUMENT_MANAGER, device.ownerId()))
                        .isPresent());
    }

    /** Acks and certificate as of now, signed, for the agent to import in turn. */
    public String answer(Caller caller, String deviceId) {
        DeviceInfo device = devices.find(caller, deviceId)
                .filter(found -> caller.hasIn(Role.INSTRUMENT_MANAGER, found.ownerId()))
                .orElseThrow(Problem::notFound);
        return answers.of(
                device.id(),
                rows.latest(device.id()).map(OfflineImportInfo::refusals).orElse(List.of()));
    }

    /** What adds up while the batches go by. */
    private static final class Tally {
        private long fresh;
        private long known;
        private long refused;
        private final List<OfflineImportInfo.Refused> refusals = new ArrayList<>();

        void add(Ingest.Taken taken) {
            fresh += taken.fresh();
            known += taken.known();
            refused += taken.refused().size();
            for (Ingest.Taken.Refused one : taken.refused()) {
                if (refusals.size() < REFUSALS_SHOWN_MAX) {
                    refusals.add(new OfflineImportInfo.Refused(one.line(), one.seq(), one.reason(), one.detail()));
                }
            }
        }
    }
}
