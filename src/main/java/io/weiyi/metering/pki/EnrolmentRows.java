package io.weiyi.metering.pki;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The tables of enrolment, as rows. */
@ApplicationScoped
class EnrolmentRows {

    private final Jdbi jdbi;

    EnrolmentRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    void insertCode(byte[] hash, CodeRow code, long createdBy, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO enrolment_code (code_sha256, owner_id, instrument_ids, device_id, created_by, created_at, expires_at)
                        VALUES (:hash, :owner, :instruments, :device, :by, :now, :expires)""")
                .bind("hash", hash)
                .bind("owner", code.ownerId())
                .bindArray("instruments", Long.class, code.instrumentIds().toArray())
                .bind("device", code.deviceId())
                .bind("by", createdBy)
                .bind("now", now)
                .bind("expires", code.expiresAt())
                .execute());
    }

    /** The code under a lock, so that of two agents with the same code one waits for the other. */
    Optional<CodeRow> lockCode(byte[] hash) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT owner_id, instrument_ids, device_id, expires_at, used_at, used_key_sha256, used_device_id, used_kid
                          FROM enrolment_code WHERE code_sha256 = :hash FOR UPDATE""")
                .bind("hash", hash)
                .map((row, context) -> code(row))
                .findOne());
    }

    private static CodeRow code(ResultSet row) throws SQLException {
        boolean used = row.getObject("used_at") != null;
        return new CodeRow(
                row.getLong("owner_id"),
                Arrays.asList((Long[]) row.getArray("instrument_ids").getArray()),
                row.getString("device_id"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                used
                        ? new Use(
                                row.getBytes("used_key_sha256"),
                                row.getString("used_device_id"),
                                row.getString("used_kid"))
                        : null);
    }

    void markUsed(byte[] hash, Use use, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE enrolment_code
                           SET used_at = :now, used_key_sha256 = :key, used_device_id = :device, used_kid = :kid
                         WHERE code_sha256 = :hash""")
                .bind("now", now)
                .bind("key", use.keySha256())
                .bind("device", use.deviceId())
                .bind("kid", use.kid())
                .bind("hash", hash)
                .execute());
    }

    void insertDevice(String id, long ownerId, String hostname, String agentVersion, Instant now) {
        jdbi.useHandle(handle -> {
            handle.createUpdate("""
                            INSERT INTO device (id, owner_id, hostname, agent_version, status, enrolled_at)
                            VALUES (:id, :owner, :host, :agent, 'ACTIVE', :now)""")
                    .bind("id", id)
                    .bind("owner", ownerId)
                    .bind("host", hostname)
                    .bind("agent", agentVersion)
                    .bind("now", now)
                    .execute();
            handle.execute("INSERT INTO device_head (device_id) VALUES (?)", id);
        });
    }

    /** A device that the server itself plays. */
    void markSimulated(String id) {
        jdbi.useHandle(handle -> handle.execute("UPDATE device SET simulated = true WHERE id = ?", id));
    }

    /** A device that is enrolled again keeps its journal and chain; only its machine may be another. */
    boolean updateDevice(String id, String hostname, String agentVersion) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "UPDATE device SET hostname = :host, agent_version = :agent WHERE id = :id AND status = 'ACTIVE'")
                        .bind("id", id)
                        .bind("host", hostname)
                        .bind("agent", agentVersion)
                        .execute()
                == 1);
    }

    /** From now on this device watches the instrument, and no other one does. False when it does already. */
    boolean assign(String deviceId, long instrumentId, Instant now) {
        return jdbi.withHandle(handle -> {
            handle.createUpdate("""
                            UPDATE device_instrument SET until = :now
                             WHERE instrument_id = :instrument AND until IS NULL AND device_id <> :device""")
                    .bind("now", now)
                    .bind("instrument", instrumentId)
                    .bind("device", deviceId)
                    .execute();
            return handle.createUpdate("""
                                    INSERT INTO device_instrument (device_id, instrument_id, since) VALUES (:device, :instrument, :now)
                                    ON CONFLICT DO NOTHING""")
                            .bind("now", now)
                            .bind("instrument", instrumentId)
                            .bind("device", deviceId)
                            .execute()
                    == 1;
        });
    }

    List<Long> instrumentsOf(String deviceId) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        SELECT instrument_id FROM device_instrument
                         WHERE device_id = :id AND until IS NULL ORDER BY instrument_id""").bind("id", deviceId).mapTo(Long.class).list());
    }

    void insertCertificate(String deviceId, X509Certificate certificate, byte[] keySha256, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO device_certificate (kid, device_id, der, public_key_sha256, not_before, not_after, issued_at)
                        VALUES (:kid, :device, :der, :key, :from, :until, :now)""")
                .bind("kid", Pem.fingerprint(certificate))
                .bind("device", deviceId)
                .bind("der", Pem.der(certificate))
                .bind("key", keySha256)
                .bind("from", certificate.getNotBefore().toInstant())
                .bind("until", certificate.getNotAfter().toInstant())
                .bind("now", now)
                .execute());
    }

    Optional<X509Certificate> certificate(String kid) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT der FROM device_certificate WHERE kid = :kid")
                .bind("kid", kid)
                .mapTo(byte[].class)
                .findOne()
                .map(Pem::certificate));
    }

    /** Puts back a certificate that was issued once. False when its device is unknown, or it is there already. */
    boolean restoreCertificate(String deviceId, X509Certificate certificate) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        INSERT INTO device_certificate (kid, device_id, der, public_key_sha256, not_before, not_after, issued_at)
                        SELECT :kid, d.id, :der, :key, :from, :until, :from FROM device d WHERE d.id = :device
                        ON CONFLICT (kid) DO NOTHING""")
                        .bind("kid", Pem.fingerprint(certificate))
                        .bind("device", deviceId)
                        .bind("der", Pem.der(certificate))
                        .bind("key", Pem.sha256(certificate.getPublicKey().getEncoded()))
                        .bind("from", certificate.getNotBefore().toInstant())
                        .bind("until", certificate.getNotAfter().toInstant())
                        .execute()
                == 1);
    }

    Optional<X509Certificate> newestCertificate(String deviceId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT der FROM device_certificate
                         WHERE device_id = :id ORDER BY issued_at DESC, not_after DESC LIMIT 1""")
                .bind("id", deviceId)
                .mapTo(byte[].class)
                .findOne()
                .map(Pem::certificate));
    }

    /** The latest certificates of a device, newest first, under a lock that keeps two renewals apart. */
    Optional<Holder> lockHolder(String deviceId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT owner_id, status FROM device WHERE id = :id FOR UPDATE")
                .bind("id", deviceId)
                .map((row, context) -> new Holder(
                        row.getLong(1),
                        "REVOKED".equals(row.getString(2)),
                        handle.createQuery("""
                                SELECT public_key_sha256, der, issued_at FROM device_certificate
                                 WHERE device_id = :id ORDER BY issued_at DESC, not_after DESC LIMIT 2""")
                                .bind("id", deviceId)
                                .map((issued, inner) -> new Issued(
                                        issued.getBytes(1),
                                        Pem.certificate(issued.getBytes(2)),
                                        issued.getObject(3, OffsetDateTime.class)
                                                .toInstant()))
                                .list()))
                .findOne());
    }

    boolean isActiveDeviceOf(String deviceId, long ownerId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT EXISTS (SELECT 1 FROM device WHERE id = :id AND owner_id = :owner AND status = 'ACTIVE')")
                .bind("id", deviceId)
                .bind("owner", ownerId)
                .mapTo(Boolean.class)
                .one());
    }

    /** A stored code. */
    record CodeRow(
            long ownerId,
            List<Long> instrumentIds,
            @Nullable String deviceId,
            Instant expiresAt,
            @Nullable Use use) {}

    /** By whom a code was used. */
    record Use(byte[] keySha256, String deviceId, String kid) {}

    /** A device as a renewal sees it: its latest certificates, newest first. */
    record Holder(long ownerId, boolean revoked, List<Issued> latest) {}

    /** A certificate with the hash of its key. */
    record Issued(byte[] keySha256, X509Certificate certificate, Instant issuedAt) {}
}
