package io.weiyi.metering.pki;

import io.weiyi.booking.Bookings;
import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.InstrumentInfo;
import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.metering.BrokerEndpoint;
import io.weiyi.metering.DeviceEnrolled;
import io.weiyi.metering.MeteringConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/** Enrolment (设备登记): a one-time code for a manager, a certificate for the agent that brings it back. */
@ApplicationScoped
public class Enrolment {

    private static final int INSTRUMENTS_MAX = 50;
    private static final String ID_ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789";

    private final EnrolmentRows rows;
    private final DeviceCa ca;
    private final Catalogue catalogue;
    private final Bookings bookings;
    private final BrokerEndpoint broker;
    private final MeteringConfig config;
    private final Audit audit;
    private final Event<DeviceEnrolled> enrolled;
    private final Clock clock;

    // One bean more than is comfortable: this is where the certificate, the catalogue and bookings meet.
    Enrolment(
            EnrolmentRows rows,
            DeviceCa ca,
            Catalogue catalogue,
            Bookings bookings,
            BrokerEndpoint broker,
            MeteringConfig config,
            Audit audit,
            Event<DeviceEnrolled> enrolled,
            Clock clock) {
        this.rows = rows;
        this.ca = ca;
        this.catalogue = catalogue;
        this.bookings = bookings;
        this.broker = broker;
        this.config = config;
        this.audit = audit;
        this.enrolled = enrolled;
        this.clock = clock;
    }

    /**
     * A code for one or more instruments of one owner, to be used within minutes by one agent.
     *
     * @param more further instruments of the same owner
     * @param deviceId an existing device that goes on with its journal on another machine or key; null for a new one
     */
    @Transactional
    public EnrolmentCode newCode(Caller caller, long instrumentId, Set<Long> more, @Nullable String deviceId) {
        InstrumentInfo instrument = catalogue.find(instrumentId).orElseThrow(Problem::notFound);
        if (!caller.hasIn(Role.INSTRUMENT_MANAGER, instrument.ownerId())) {
            // Another owner's instrument is answered as if it were not there.
            throw Problem.notFound();
        }
        Set<Long> all = new TreeSet<>(more);
        all.add(instrumentId);
        Checks checks = new Checks();
        Set<Long> owned = catalogue.instrumentsOf(instrument.ownerId()).stream()
                .map(InstrumentInfo::id)
                .collect(Collectors.toSet());
        checks.require(owned.containsAll(all), "instrumentIds", "must be instruments of the same owner");
        checks.require(all.size() <= INSTRUMENTS_MAX, "instrumentIds", "must be at most " + INSTRUMENTS_MAX);
        checks.require(
                deviceId == null || rows.isActiveDeviceOf(deviceId, instrument.ownerId()),
                "deviceId",
                "must be an active device of the same owner");
        checks.orThrow();
        Instant now = clock.instant();
        Instant expires = now.plus(config.enrolmentCode());
        String secret = EnrolmentCode.newSecret();
        rows.insertCode(
                Pem.sha256(secret),
                new EnrolmentRows.CodeRow(instrument.ownerId(), List.copyOf(all), deviceId, expires, null),
                caller.personId(),
                now);
        audit.record(
                "device.enrolment-code",
                "instrument",
                String.valueOf(instrumentId),
                instrument.ownerId(),
                Map.of("instrumentIds", all, "deviceId", deviceId == null ? "" : deviceId));
        return new EnrolmentCode(secret + "." + ca.fingerprint(), expires, ca.fingerprint());
    }

    /**
     * Certifies an agent's key for a code that came in a file.
     *
     * @return the id of the device
     */
    @Transactional
    public String enrol(String code, String csrPem, String hostname, String agentVersion) {
        SigningRequest request = SigningRequest.parse(csrPem)
                .orElseThrow(() -> Problem.validation("file", "its certificate request cannot be read"));
        return enrol(code, request, hostname, agentVersion).deviceId();
    }

    /** Certifies an agent's key for its code. The same code with the same key gets the same answer again. */
    @Transactional
    public EnrolmentAnswer enrol(String code, SigningRequest request, String hostname, String agentVersion) {
        Instant now = clock.instant();
        byte[] hash =
                EnrolmentCode.secretOf(code, ca.fingerprint()).map(Pem::sha256).orElseThrow(() -> invalid("unknown"));
        EnrolmentRows.CodeRow row = rows.lockCode(hash).orElseThrow(() -> invalid("unknown"));
        EnrolmentRows.Use use = row.use();
        if (use != null) {
            if (!MessageDigest.isEqual(use.keySha256(), request.keySha256())) {
                throw invalid("used");
            }
            return answer(use.deviceId(), rows.certificate(use.kid()).orElseThrow());
        }
        if (!now.isBefore(row.expiresAt())) {
            throw invalid("expired");
        }
        String deviceId = device(row, hostname, agentVersion, now);
        X509Certificate certificate = ca.certify(deviceId, request.key());
        rows.insertCertificate(deviceId, certificate, request.keySha256(), now);
        rows.markUsed(hash, new EnrolmentRows.Use(request.keySha256(), deviceId, Pem.fingerprint(certificate)), now);
        for (long instrumentId : row.instrumentIds()) {
            if (rows.assign(deviceId, instrumentId, now)) {
                bookings.metered(instrumentId, now, null);
            }
        }
        audit.record(
                "device.enrol",
                "device",
                deviceId,
                row.ownerId(),
                Map.of("instrumentIds", row.instrumentIds(), "kid", Pem.fingerprint(certificate)));
        enrolled.fire(new DeviceEnrolled(deviceId, now));
        return answer(deviceId, certificate);
    }

    /**
     * Enrols a device of the demo as of an earlier day, so that it has a past to tell. Its key and certificate are as real
     * as any other's; only the code is left out.
     *
     * @param since from when on it counts as watching the instrument
     * @return the kid of its certificate
     */
    @Transactional
    public String enrolWithPast(String deviceId, InstrumentInfo instrument, PublicKey key, Instant since) {
        SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
        X509Certificate certificate = ca.certify(deviceId, info);
        rows.insertDevice(deviceId, instrument.ownerId(), deviceId, "1.0.0", since);
        rows.markSimulated(deviceId);
        rows.insertCertificate(deviceId, certificate, Pem.sha256(key.getEncoded()), clock.instant());
        rows.assign(deviceId, instrument.id(), since);
        bookings.metered(instrument.id(), since, null);
        audit.record(
                "device.enrol",
                "device",
                deviceId,
                instrument.ownerId(),
                Map.of("instrumentIds", List.of(instrument.id()), "kid", Pem.fingerprint(certificate)));
        return Pem.fingerprint(certificate);
    }

    private String device(EnrolmentRows.CodeRow row, String hostname, String agentVersion, Instant now) {
        if (row.deviceId() == null) {
            String id = newDeviceId();
            rows.insertDevice(id, row.ownerId(), hostname, agentVersion, now);
            return id;
        }
        if (!rows.updateDevice(row.deviceId(), hostname, agentVersion)) {
            throw invalid("expired");
        }
        return row.deviceId();
    }

    private static String newDeviceId() {
        SecureRandom random = new SecureRandom();
        StringBuilder id = new StringBuilder("dev-");
        for (int i = 0; i < 12; i++) {
            id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        return id.toString();
    }

    /** What an agent is told with a certificate of its device. */
    EnrolmentAnswer answer(String deviceId, X509Certificate certificate) {
        return new EnrolmentAnswer(
                deviceId,
                Pem.of(certificate),
                Pem.of(ca.certificate()),
                broker.publicUri().toString(),
                rows.instrumentsOf(deviceId).stream().map(String::valueOf).toList());
    }

    private static Problem invalid(String reason) {
        return Problem.of(
                        422,
                        "enrolment-code-invalid",
                        "The enrolment code cannot be used",
                        switch (reason) {
                            case "used" -> "The code was used by another key already; ask for a new one.";
                            case "expired" -> "The code has expired; ask for a new one.";
                            default -> "There is no such code here.";
                        })
                .with("reason", reason);
    }
}
