package io.weiyi.testing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jdbi.v3.core.Jdbi;

/**
 * A device and its readings as they would have been committed at any time, with certificates of any dates: what a test
 * cannot wait for. Signed by hand, written by plain SQL.
 */
public final class CraftedDevice {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Jdbi jdbi;
    private final Path store;
    private final long instrument;
    private final KeyPair key = DeviceKeys.p256();
    private X509Certificate certificate;
    private long seq;
    private String prev = "";
    private Long booking;

    public final String id = "d-" + CityFixture.unique("").toLowerCase(java.util.Locale.ROOT);

    public CraftedDevice(Jdbi jdbi, Path store, CityFixture.Instrument instrument) {
        this.jdbi = jdbi;
        this.store = store;
        this.instrument = instrument.id();
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO device (id, owner_id, hostname, agent_version, status, enrolled_at) VALUES (?, ?, 'lab-pc', '0.test', 'ACTIVE', ?)",
                id,
                instrument.ownerId(),
                Instant.parse("2020-01-01T00:00:00Z")));
    }

    /** A certificate of the real authority with these dates, which later readings name. */
    public CraftedDevice certified(Instant from, Instant until) {
        try {
            X509Certificate authority =
                    DeviceKeys.certificate(Files.readString(store.resolve("pki").resolve("ca.crt.pem")));
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    X500Name.getInstance(authority.getSubjectX500Principal().getEncoded()),
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(from),
                    Date.from(until),
                    new X500Name("O=Weiyi,CN=" + id),
                    SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey())));
            jdbi.useHandle(handle -> handle.execute(
                    "INSERT INTO device_certificate (kid, device_id, der, public_key_sha256, not_before, not_after, issued_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    DeviceKeys.fingerprint(certificate),
                    id,
                    certificate.getEncoded(),
                    new byte[32],
                    from,
                    until,
                    from));
            return this;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private PrivateKey authorityKey() throws Exception {
        String pem = Files.readString(store.resolve("pki").resolve("ca.key.pem"))
                .replaceAll("-----[A-Z ]+-----", "")
                .replaceAll("\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    }

    /** A reading of a session, or a marker when there is no sid; null cause for none. */
    public CraftedDevice reading(String type, UUID sid, Instant at, long run, long active, Instant receivedAt) {
        seq++;
        return commit(type, sid, at, run, active, receivedAt, Map.of());
    }

    /** The next seqs are never seen. */
    public CraftedDevice lose(int readings) {
        seq += readings;
        return this;
    }

    /** Declares seqs lost. */
    public CraftedDevice gap(long from, long to, Instant at, Instant receivedAt) {
        seq++;
        return commit("marker", null, at, 0, 0, receivedAt, Map.of("cause", "gap", "from", from, "to", to));
    }

    /** The next reading follows something else. */
    public CraftedDevice breakChain() {
        prev = DeviceKeys.sha256("something else".getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private CraftedDevice commit(
            String type, UUID sid, Instant at, long run, long active, Instant receivedAt, Map<String, ?> more) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("v", 1);
        claims.put("dev", id);
        claims.put("ins", String.valueOf(instrument));
        claims.put("seq", seq);
        claims.put("prev", prev);
        claims.put("boot", new UUID(0, 1).toString());
        claims.put("ts", TIME.format(at));
        claims.put("mono", 0);
        claims.put("off", 0);
        claims.put("type", type);
        if (sid != null) {
            claims.put("sid", sid.toString());
            claims.put("run", run);
            claims.put("active", active);
            claims.put("idle", run - active);
        }
        claims.putAll(more);
        String kid = DeviceKeys.fingerprint(certificate);
        String jws = DeviceKeys.jws(
                key,
                "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}",
                TestDevice.json(claims).getBytes(StandardCharsets.UTF_8));
        String hash = DeviceKeys.sha256(jws.getBytes(StandardCharsets.US_ASCII));
        jdbi.useTransaction(handle -> {
            handle.createQuery("SELECT raw_reading_ensure_month(:at)::text")
                    .bind("at", receivedAt)
                    .mapTo(String.class)
                    .list();
            handle.createUpdate("""
                            INSERT INTO raw_reading (received_at, device_id, seq, hash, prev, kid, instrument_id, type, sid, boot, ts,
                                mono_ms, off_ms, at, run_seconds, active_seconds, idle_seconds, cause, from_seq, to_seq, jws)
                            VALUES (:received, :device, :seq, :hash, :prev, :kid, :instrument, :type, :sid::uuid, :boot, :at, 0, 0, :at,
                                :run, :active, :idle, :cause, :from::bigint, :to::bigint, :jws)""")
                    .bind("received", receivedAt)
                    .bind("device", id)
                    .bind("seq", seq)
                    .bind("hash", hash)
                    .bind("prev", prev)
                    .bind("kid", kid)
                    .bind("instrument", instrument)
                    .bind("type", type)
                    .bind("sid", sid == null ? null : sid.toString())
                    .bind("boot", new UUID(0, 1))
                    .bind("at", at)
                    .bind("run", run)
                    .bind("active", active)
                    .bind("idle", run - active)
                    .bind("cause", (String) more.get("cause"))
                    .bind("from", more.get("from"))
                    .bind("to", more.get("to"))
                    .bind("jws", jws)
                    .execute();
        });
        prev = hash;
        return this;
    }

    /** The session belongs to this booking. */
    public CraftedDevice forBooking(long id) {
        booking = id;
        return this;
    }

    /** The session row that the meter would have made of readings from one seq to another. */
    public long session(
            UUID sid,
            Instant from,
            Instant until,
            long run,
            long active,
            long firstSeq,
            long lastSeq,
            String... flags) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO usage_session (sid, instrument_id, device_id, booking_id, started_at, last_at, ended_at, run_seconds,
                            active_seconds, idle_seconds, source, status, verification, flags, closed_at, heard_at, first_seq, last_seq)
                        VALUES (:sid, :instrument, :device, :booking, :from, :until, :until, :run, :active, :idle, 'AGENT', 'CLOSED',
                            :verification, :flags, :until, :until, :first, :last) RETURNING id""")
                .bind("sid", sid)
                .bind("instrument", instrument)
                .bind("device", id)
                .bind("booking", booking)
                .bind("from", from)
                .bind("until", until)
                .bind("run", run)
                .bind("active", active)
                .bind("idle", run - active)
                .bind("verification", flags.length == 0 ? "VERIFIED" : "FLAGGED")
                .bindArray("flags", String.class, (Object[]) flags)
                .bind("first", firstSeq)
                .bind("last", lastSeq)
                .mapTo(Long.class)
                .one());
    }

    public void revoke(Instant at) {
        jdbi.useHandle(
                handle -> handle.execute("UPDATE device SET status = 'REVOKED', revoked_at = ? WHERE id = ?", at, id));
    }

    public long seq() {
        return seq;
    }
}
