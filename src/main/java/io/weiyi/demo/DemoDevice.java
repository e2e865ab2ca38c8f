package io.weiyi.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Turns planned readings into signed ones, each naming the one before by its hash, as the agent does. */
final class DemoDevice {

    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final String id;
    private final long instrumentId;
    private final PrivateKey key;
    private final String header;

    DemoDevice(String id, long instrumentId, PrivateKey key, String kid) {
        this.id = id;
        this.instrumentId = instrumentId;
        this.key = key;
        this.header = encode("{\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}");
    }

    /**
     * Signs a stretch of the script.
     *
     * @param lastSeq the number of the reading before the first one here
     * @param lastHash its hash, empty before the very first
     */
    List<byte[]> sign(List<PlannedReading> readings, long lastSeq, String lastHash) {
        List<byte[]> signed = new ArrayList<>();
        long seq = lastSeq;
        String prev = lastHash;
        for (PlannedReading reading : readings) {
            seq++;
            String jws = sign(claims(reading, seq, prev));
            signed.add(jws.getBytes(StandardCharsets.US_ASCII));
            prev = hash(jws);
        }
        return signed;
    }

    private String claims(PlannedReading reading, long seq, String prev) {
        StringBuilder json = new StringBuilder(400);
        json.append("{\"v\":1,\"dev\":\"").append(id).append("\",\"ins\":\"").append(instrumentId);
        json.append("\",\"seq\":").append(seq).append(",\"prev\":\"").append(prev);
        json.append("\",\"boot\":\"")
                .append(reading.boot())
                .append("\",\"ts\":\"")
                .append(TIME.format(reading.at()));
        json.append("\",\"mono\":")
                .append(reading.monoMs())
                .append(",\"off\":null,\"type\":\"")
                .append(reading.type());
        json.append("\",\"run\":").append(reading.run()).append(",\"active\":").append(reading.active());
        json.append(",\"idle\":").append(reading.run() - reading.active()).append(",\"probe\":\"scripted\"");
        if (reading.sid() != null) {
            json.append(",\"sid\":\"").append(reading.sid()).append('"');
        }
        if (reading.cause() != null) {
            json.append(",\"cause\":\"").append(reading.cause()).append('"');
        }
        return json.append('}').toString();
    }

    private String sign(String claims) {
        String signed = header + '.' + encode(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + '.' + BASE64_URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of demo device " + id + " cannot sign", e);
        }
    }

    private static String hash(String jws) {
        try {
            return BASE64_URL.encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(jws.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every Java", e);
        }
    }

    private static String encode(String text) {
        return BASE64_URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
