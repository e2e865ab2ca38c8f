package io.weiyi.kernel.audit;

import io.weiyi.kernel.time.BusinessTime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The chain over the audit log (审计链). A sealer puts committed entries into batches; each batch keeps the hash of every
 * entry and is chained to the one before, and the head of each day is published. Whoever changes, removes or slips in an
 * entry afterwards is found by {@link #verify}, and whoever rewrites the chain as well is found by anybody who kept a head.
 */
@ApplicationScoped
public class AuditChain {

    private static final Logger LOG = Logger.getLogger(AuditChain.class);
    private static final int ENTRIES_MAX = 5_000;
    private static final int BATCHES_PER_RUN_MAX = 20;
    private static final int HASH_BYTES = 32;
    private static final int FINDINGS_MAX = 1_000;

    private final AuditChainRows rows;

    AuditChain(AuditChainRows rows) {
        this.rows = rows;
    }

    /** What is wrong with the log. */
    public enum Kind {
        CHANGED,
        DELETED,
        INSERTED,
        BROKEN_BATCH,
        BROKEN_CHAIN,
        BROKEN_HEAD
    }

    /**
     * One thing that is wrong.
     *
     * @param where the entry's id; of a batch its number; of a head its day
     */
    public record Finding(Kind kind, String where) {}

    /**
     * What a check of the whole chain found.
     *
     * @param head the hash of the last batch, empty before the first
     */
    public record Report(boolean intact, long batches, long entries, String head, List<Finding> findings) {}

    /** The head of a day, open to all. */
    public record Head(LocalDate day, long batch, String hash, Instant publishedAt) {}

    /** Seals what was committed and is not sealed yet, and publishes the head of each day that is over. */
    @Transactional
    public void seal(Instant now) {
        rows.hold();
        for (int i = 0; i < BATCHES_PER_RUN_MAX; i++) {
            Optional<AuditChainRows.Open> open = rows.open(ENTRIES_MAX);
            if (open.isEmpty()) {
                break;
            }
            AuditChainRows.Seal last = rows.last().orElse(null);
            long no = last == null ? 1 : last.no() + 1;
            String prev = last == null ? "" : last.hash();
            List<Long> ids = new ArrayList<>();
            ByteArrayOutputStream hashes = new ByteArrayOutputStream();
            for (AuditChainRows.Entry entry : open.get().entries()) {
                ids.add(entry.id());
                hashes.writeBytes(hash(entry));
            }
            rows.append(new AuditChainRows.Seal(
                    no,
                    prev,
                    hash(no, prev, ids, hashes.toByteArray()),
                    ids,
                    hashes.toByteArray(),
                    open.get().txBefore(),
                    now));
        }
        publish(now);
    }

    private void publish(Instant now) {
        LocalDate today = BusinessTime.dayOf(now);
        rows.lastBefore(BusinessTime.startOf(today)).ifPresent(seal -> {
            LocalDate day = today.minusDays(1);
            if (rows.publish(new Head(day, seal.no(), seal.hash(), now))) {
                LOG.infof("Audit chain: head of %s is batch %d, %s", day, seal.no(), seal.hash());
            }
        });
    }

    /** The published heads, newest first. */
    public List<Head> heads() {
        return rows.heads();
    }

    /** Computes the whole chain again and names what does not fit, up to a thousand findings. */
    @Transactional
    public Report verify() {
        List<Finding> findings = new ArrayList<>();
        long entries = 0;
        long no = 0;
        String prev = "";
        for (Optional<AuditChainRows.Seal> next = rows.after(0); next.isPresent(); next = rows.after(no)) {
            AuditChainRows.Seal seal = next.get();
            if (seal.no() != no + 1 || !seal.prev().equals(prev)) {
                findings.add(new Finding(Kind.BROKEN_CHAIN, Long.toString(seal.no())));
            }
            if (!seal.hash().equals(hash(seal.no(), seal.prev(), seal.ids(), seal.hashes()))) {
                findings.add(new Finding(Kind.BROKEN_BATCH, Long.toString(seal.no())));
            }
            compare(seal, findings);
            entries += seal.ids().size();
            no = seal.no();
            prev = seal.hash();
        }
        rows.strangers(FINDINGS_MAX).forEach(id -> findings.add(new Finding(Kind.INSERTED, Long.toString(id))));
        rows.falseHeads().forEach(day -> findings.add(new Finding(Kind.BROKEN_HEAD, day.toString())));
        List<Finding> told = findings.size() > FINDINGS_MAX ? findings.subList(0, FINDINGS_MAX) : findings;
        return new Report(findings.isEmpty(), no, entries, prev, List.copyOf(told));
    }

    private void compare(AuditChainRows.Seal seal, List<Finding> findings) {
        Map<Long, AuditChainRows.Entry> there = rows.entries(seal.ids());
        for (int i = 0; i < seal.ids().size(); i++) {
            long id = seal.ids().get(i);
            AuditChainRows.Entry entry = there.get(id);
            if (entry == null) {
                findings.add(new Finding(Kind.DELETED, Long.toString(id)));
            } else {
                int at = i * HASH_BYTES;
                if (!Arrays.equals(seal.hashes(), at, at + HASH_BYTES, hash(entry), 0, HASH_BYTES)) {
                    findings.add(new Finding(Kind.CHANGED, Long.toString(id)));
                }
            }
        }
    }

    /** Each field with its length before it, so that no two entries can look alike. */
    private static byte[] hash(AuditChainRows.Entry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(entry.id());
            for (String field : entry.fields()) {
                byte[] text = field.getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory could not be written", e);
        }
        return sha256().digest(bytes.toByteArray());
    }

    private static String hash(long no, String prev, List<Long> ids, byte[] hashes) {
        MessageDigest digest = sha256();
        digest.update((no + "\n" + prev + "\n" + ids + "\n").getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(digest.digest(hashes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java", e);
        }
    }
}
