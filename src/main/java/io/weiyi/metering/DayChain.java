package io.weiyi.metering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.metering.pki.ReceiptSigner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The day chain (日链): the server's signed receipt for committed readings. A job seals them in batches after they were
 * committed, so that ingest does nothing for it. Each batch is a hash tree whose root is signed together with the hash of
 * the batch before; a reading belongs to the day on which it was received, however old it is.
 */
@ApplicationScoped
public class DayChain {

    /** The {@code typ} of a sealed batch. */
    static final String TYP = "weiyi-receipt";

    private static final int READINGS_MAX = 16_384;
    private static final int BATCHES_PER_RUN_MAX = 16;
    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

    private final DayChainRows rows;
    private final ReceiptSigner signer;
    private final ObjectMapper json;

    DayChain(DayChainRows rows, ReceiptSigner signer, ObjectMapper json) {
        this.rows = rows;
        this.signer = signer;
        this.json = json;
    }

    /** Seals what was committed and is not sealed yet; whoever else seals at this moment is waited for. */
    @Transactional
    public void seal(Instant now) {
        rows.hold();
        for (int i = 0; i < BATCHES_PER_RUN_MAX; i++) {
            Optional<DayChainRows.Open> open = rows.open(READINGS_MAX);
            if (open.isEmpty()) {
                return;
            }
            rows.know(signer.kid(), signer.certificate(), now);
            SortedMap<LocalDate, List<ReceiptLeaf>> days = open.get().leaves().stream()
                    .collect(Collectors.groupingBy(
                            leaf -> BusinessTime.dayOf(leaf.receivedAt()), TreeMap::new, Collectors.toList()));
            days.forEach((day, leaves) ->
                    rows.append(link(rows.last(), day, leaves, open.get().txBefore(), now)));
        }
    }

    /** A day as it stands: how much was received, and the hash to which everything up to its end is chained. */
    public Optional<Day> day(LocalDate day) {
        return rows.day(day);
    }

    private DayChainRows.Link link(
            DayChainRows.@Nullable Last last, LocalDate day, List<ReceiptLeaf> readings, String txBefore, Instant now) {
        byte[] leaves = new byte[readings.size() * HashTree.HASH_BYTES];
        for (int i = 0; i < readings.size(); i++) {
            System.arraycopy(readings.get(i).hashed(), 0, leaves, i * HashTree.HASH_BYTES, HashTree.HASH_BYTES);
        }
        long id = last == null ? 1 : last.id() + 1;
        int no = rows.count(day) + 1;
        String prev = last == null ? "" : last.hash();
        String root = BASE64_URL.encodeToString(HashTree.root(leaves));
        Instant from = readings.get(0).receivedAt();
        Instant until = readings.get(readings.size() - 1).receivedAt();
        // The server that received it may have a clock that is a little ahead of ours.
        Instant at = now.isBefore(until) ? until : now;
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("v", 1);
        claims.put("batch", id);
        claims.put("day", day.toString());
        claims.put("no", no);
        claims.put("prev", prev);
        claims.put("root", root);
        claims.put("count", readings.size());
        claims.put("from", ReceiptLeaf.text(from));
        claims.put("last", ReceiptLeaf.text(until));
        claims.put("at", ReceiptLeaf.text(at));
        String jws = signer.sign(TYP, bytes(claims));
        String hash = hash(jws);
        return new DayChainRows.Link(
                id, day, no, prev, hash, root, readings.size(), from, until, at, txBefore, signer.kid(), jws, leaves);
    }

    /** base64url of the SHA-256 of a text in ASCII, by which the next link names this one. */
    static String hash(String text) {
        return BASE64_URL.encodeToString(HashTree.sha256().digest(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private byte[] bytes(Map<String, Object> claims) {
        try {
            return json.writeValueAsBytes(claims);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values are always JSON", e);
        }
    }

    /** Where a leaf stands in a batch, or -1. */
    static int find(byte[] leaves, byte[] leaf) {
        for (int i = 0; i < HashTree.count(leaves); i++) {
            int at = i * HashTree.HASH_BYTES;
            if (Arrays.equals(leaves, at, at + HashTree.HASH_BYTES, leaf, 0, HashTree.HASH_BYTES)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * One day of the chain.
     *
     * @param batches how many links it has so far
     * @param readings how many readings they seal
     * @param head the hash of its last link
     * @param sealedAt when that was made
     */
    public record Day(LocalDate day, int batches, long readings, String head, Instant sealedAt) {}
}
