package io.weiyi.metering.ingest;

import io.weiyi.testing.DeviceKeys;
import io.weiyi.testing.FleetDevice;
import io.weiyi.testing.TestDevice;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an enemy who has a device of his own may send on its topic, beside readings that are right: the same seed gives the
 * same kinds in the same order. Each wrong message is unlike all others, so that counting is enough.
 */
final class HostileMessages {

    private static final int HUGE_BYTES_MIN = Inspector.BYTES_MAX + 1;
    private static final int HUGE_BYTES_USUAL = 20_000;
    private static final int HUGE_BYTES_MAX = 1_000_000;
    /** So far back that the reading with this seq went out long before. */
    private static final int CONFLICT_BACK = 100;

    private static final int KEPT_FOR_REPLAY = 50;

    private final Random random;
    private final FleetDevice own;
    private final FleetDevice other;
    private final ArrayDeque<byte[]> sent = new ArrayDeque<>();
    private final Map<Verdict, Integer> expected = new EnumMap<>(Verdict.class);
    private final UUID sid = UUID.randomUUID();
    private final Instant start = Instant.now().minus(Duration.ofDays(3));
    private final Set<String> unlikeAll = new HashSet<>();
    private long unlike;

    HostileMessages(long seed, FleetDevice own, FleetDevice other) {
        this.random = new Random(seed);
        this.own = own;
        this.other = other;
    }

    /** What must become of a message. */
    enum Verdict {
        /** A reading that is right. */
        GOOD,
        /** One that was sent before. */
        AGAIN,
        /** Refused as malformed or for its signature, whichever shows first. */
        BROKEN,
        MALFORMED,
        BAD_SIGNATURE,
        WRONG_DEVICE,
        TOO_BIG,
        SEQ_CONFLICT;

        boolean isRefused() {
            return this != GOOD && this != AGAIN;
        }
    }

    /** How many messages of each verdict there have been. */
    Map<Verdict, Integer> expected() {
        return expected;
    }

    int expected(Verdict verdict) {
        return expected.getOrDefault(verdict, 0);
    }

    int refused() {
        return expected.entrySet().stream()
                .filter(entry -> entry.getKey().isRefused())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** The next message, or a few that belong together. */
    List<byte[]> next() {
        return switch (random.nextInt(20)) {
            case 0 -> one(Verdict.MALFORMED, noise());
            case 1 -> one(Verdict.MALFORMED, dottedNoise());
            case 2 -> truncated();
            case 3 -> one(Verdict.BROKEN, flipped());
            case 4 -> one(Verdict.TOO_BIG, huge());
            case 5 -> again();
            case 6 -> reordered();
            case 7 -> one(Verdict.BAD_SIGNATURE, text(DeviceKeys.jws(other.device().key, header(), bytes(claims()))));
            case 8 -> one(Verdict.WRONG_DEVICE, other.jws(other.device().header(), bytes(claimsOf(other.device()))));
            case 9 -> one(Verdict.WRONG_DEVICE, signed(with("dev", other.device().id)));
            case 10 -> one(Verdict.WRONG_DEVICE, signed(with("ins", String.valueOf(other.device().instrument))));
            case 11 -> good(start.plus(Duration.ofDays(3 + random.nextInt(3650))));
            case 12 -> one(Verdict.BAD_SIGNATURE, unsigned());
            case 13 -> one(Verdict.BAD_SIGNATURE, hs256());
            case 14 -> one(Verdict.BAD_SIGNATURE, own.jws(otherAlgorithm(), bytes(claims())));
            case 15 ->
                one(
                        Verdict.BAD_SIGNATURE,
                        own.jws(
                                "{\"alg\":\"ES256\",\"kid\":\"" + DeviceKeys.sha256(bytes(claims())) + "\"}",
                                bytes(claims())));
            case 16 -> one(Verdict.MALFORMED, own.jws(otherHeader(), bytes(claims())));
            case 17 -> one(Verdict.MALFORMED, own.jws(header(), bent()));
            case 18 -> conflict();
            default -> good(start.plusSeconds(own.device().seq));
        };
    }

    /** One that is refused at first sight. */
    byte[] malformed() {
        return one(Verdict.MALFORMED, noise()).get(0);
    }

    private List<byte[]> one(Verdict verdict, byte[] message) {
        if (verdict.isRefused() && !unlikeAll.add(DeviceKeys.sha256(message))) {
            throw new IllegalStateException("like one before it, so it is kept once and counted twice: " + verdict + " "
                    + new String(message, StandardCharsets.ISO_8859_1));
        }
        expected.merge(verdict, 1, Integer::sum);
        return List.of(message);
    }

    private byte[] reading(Instant at) {
        long run = own.device().seq;
        byte[] reading = own.sign(own.device().session("session.tick", sid, at, run, run));
        sent.add(reading);
        if (sent.size() > KEPT_FOR_REPLAY) {
            sent.remove();
        }
        return reading;
    }

    private List<byte[]> good(Instant at) {
        return one(Verdict.GOOD, reading(at));
    }

    private List<byte[]> reordered() {
        List<byte[]> some = new ArrayList<>();
        for (int i = 2 + random.nextInt(6); i > 0; i--) {
            some.add(good(start.plusSeconds(own.device().seq)).get(0));
        }
        Collections.shuffle(some, random);
        return some;
    }

    private List<byte[]> again() {
        return sent.isEmpty() ? List.of() : one(Verdict.AGAIN, new ArrayList<>(sent).get(random.nextInt(sent.size())));
    }

    private List<byte[]> conflict() {
        long seq = own.device().seq - CONFLICT_BACK - random.nextInt(CONFLICT_BACK);
        return seq < 1 ? List.of() : one(Verdict.SEQ_CONFLICT, signed(with("seq", seq)));
    }

    /** Claims of a reading that would be the next one, unlike all others. */
    private Map<String, Object> claims() {
        return claimsOf(own.device());
    }

    private Map<String, Object> claimsOf(TestDevice device) {
        long seq = device.seq;
        Map<String, Object> claims = new LinkedHashMap<>();
        // Before all others: what is cut off in the middle must still be unlike all that was cut there before.
        claims.put("probe", "");
        claims.putAll(device.session("session.tick", sid, start.plusSeconds(seq), seq, seq));
        claims.put("probe", "hostile-" + unlike++);
        device.seq = seq;
        return claims;
    }

    private Map<String, Object> with(String claim, Object value) {
        Map<String, Object> claims = claims();
        claims.put(claim, value);
        return claims;
    }

    private byte[] signed(Map<String, Object> claims) {
        return own.jws(header(), bytes(claims));
    }

    private String header() {
        return own.device().header();
    }

    private byte[] noise() {
        byte[] noise = new byte[12 + random.nextInt(400)];
        random.nextBytes(noise);
        // At least one byte that no JWS has, and a number that no other noise has.
        noise[0] = ' ';
        byte[] number = text(String.valueOf(unlike++));
        System.arraycopy(number, 0, noise, 1, number.length);
        return noise;
    }

    private byte[] dottedNoise() {
        byte[][] parts = new byte[3][1 + random.nextInt(100)];
        for (byte[] part : parts) {
            random.nextBytes(part);
        }
        return text(DeviceKeys.encode(text(unlike++ + ";")) + DeviceKeys.encode(parts[0]) + "."
                + DeviceKeys.encode(parts[1]) + "." + DeviceKeys.encode(parts[2]));
    }

    private List<byte[]> truncated() {
        byte[] whole = signed(claims());
        // What is left shall still tell it from all others.
        int least = whole.length / 2;
        return one(Verdict.BROKEN, Arrays.copyOf(whole, least + random.nextInt(whole.length - least)));
    }

    private byte[] flipped() {
        byte[] whole = signed(claims());
        int at = random.nextInt(whole.length);
        whole[at] ^= (byte) (1 << random.nextInt(8));
        return whole;
    }

    private byte[] huge() {
        int most = random.nextInt(50) == 0 ? HUGE_BYTES_MAX : HUGE_BYTES_USUAL;
        Map<String, Object> claims = claims();
        claims.put("padding", "x".repeat(HUGE_BYTES_MIN + random.nextInt(most - HUGE_BYTES_MIN)));
        return signed(claims);
    }

    private byte[] unsigned() {
        String header = "{\"alg\":\"" + List.of("none", "None", "NONE", "nOnE").get(random.nextInt(4)) + "\",\"kid\":\""
                + own.device().kid + "\"}";
        String jws = new String(own.jws(header, bytes(claims())), StandardCharsets.US_ASCII);
        return text(random.nextBoolean() ? jws : jws.substring(0, jws.lastIndexOf('.') + 1));
    }

    /** Signed with what everybody knows: the public key, taken for a shared secret. */
    private byte[] hs256() {
        String signed = DeviceKeys.encode(text("{\"alg\":\"HS256\",\"kid\":\"" + own.device().kid + "\"}")) + "."
                + DeviceKeys.encode(bytes(claims()));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(own.device().key.getPublic().getEncoded(), "HmacSHA256"));
            return text(signed + "." + DeviceKeys.encode(mac.doFinal(text(signed))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String otherAlgorithm() {
        List<String> algorithms = List.of("ES384", "ES512", "RS256", "PS256", "EdDSA", "es256", "", "ES256K");
        return "{\"alg\":\"" + algorithms.get(random.nextInt(algorithms.size())) + "\",\"kid\":\"" + own.device().kid
                + "\"}";
    }

    private String otherHeader() {
        List<String> extras = List.of(
                "\"jku\":\"https://example.org/keys\"",
                "\"jwk\":{\"kty\":\"EC\"}",
                "\"x5u\":\"https://example.org/cert\"",
                "\"x5c\":[\"AAAA\"]",
                "\"crit\":[\"b64\"]",
                "\"b64\":false",
                "\"zip\":\"DEF\"",
                "\"typ\":1",
                "\"kid\":\"second\"");
        String header = header();
        return header.substring(0, header.length() - 1) + "," + extras.get(random.nextInt(extras.size())) + "}";
    }

    /** Claims of which one is missing, of another kind, out of range, twice, or buried. */
    private byte[] bent() {
        Map<String, Object> claims = claims();
        List<String> needed =
                List.of("v", "dev", "ins", "seq", "prev", "boot", "ts", "mono", "type", "sid", "run", "active", "idle");
        String claim = needed.get(random.nextInt(needed.size()));
        String right = TestDevice.json(claims);
        List<String> values = List.of(
                "null",
                "-1",
                "1.5",
                "1e400",
                "99999999999999999999",
                "true",
                "[]",
                "{}",
                "\"\\u0000\"",
                "\"" + "y".repeat(300) + "\"",
                "[".repeat(500) + "]".repeat(500));
        return switch (random.nextInt(4)) {
            case 0 -> {
                claims.remove(claim);
                yield bytes(claims);
            }
            case 1 -> text(right.replaceFirst("\\{", "{\"" + claim + "\":1,"));
            case 2 -> text(right + right);
            default -> {
                claims.remove(claim);
                String rest = TestDevice.json(claims);
                yield text("{\"" + claim + "\":" + values.get(random.nextInt(values.size())) + "," + rest.substring(1));
            }
        };
    }

    private static byte[] bytes(Map<String, Object> claims) {
        return text(TestDevice.json(claims));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
