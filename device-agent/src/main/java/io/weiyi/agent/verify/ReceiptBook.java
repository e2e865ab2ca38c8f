package io.weiyi.agent.verify;

import io.weiyi.agent.reading.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's receipts: for each reading a way to the root of a sealed batch of the day chain. */
final class ReceiptBook {
    private static final String BATCHES = "batches.jws";
    private static final String RECEIPTS = "receipts.json";
    private static final String TYP = "weiyi-receipt";
    /** Days of the chain are those of the city. */
    private static final ZoneId CITY = ZoneId.of("Asia/Shanghai");

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final List<Finding> problems;
    private final Map<Long, Batch> batches = new HashMap<>();
    private final List<Receipt> receipts = new ArrayList<>();

    private ReceiptBook(List<Finding> problems) {
        this.problems = problems;
    }

    static ReceiptBook of(Contents contents, Keys keys, List<Finding> problems) {
        ReceiptBook book = new ReceiptBook(problems);
        int line = 0;
        for (String text : contents.lines(BATCHES)) {
            line++;
            try {
                book.addBatch(Statement.parse(text), keys, BATCHES + " line " + line);
            } catch (Unreadable e) {
                problems.add(new Finding("unreadable", BATCHES + " line " + line, "日链凭证无法读取", e.reason()));
            }
        }
        for (Fields receipt : contents.objects(RECEIPTS)) {
            try {
                List<byte[]> path = new ArrayList<>();
                for (Object hash : receipt.list("path")) {
                    path.add(Statement.decode(String.valueOf(hash)));
                }
                book.receipts.add(new Receipt(
                        receipt.number("seq"),
                        receipt.text("receivedAt"),
                        receipt.time("receivedAt"),
                        receipt.number("batch"),
                        receipt.number("index"),
                        path));
            } catch (Unreadable e) {
                problems.add(new Finding("unreadable", RECEIPTS, "收讫凭证无法读取", e.reason()));
            }
        }
        return book;
    }

    private void addBatch(Statement batch, Keys keys, String where) throws Unreadable {
        X509Certificate key = keys.receipts().get(batch.kid());
        Fields claims = new Fields(batch.claims());
        Instant at = claims.time("at");
        if (key == null || !TYP.equals(batch.typ()) || !batch.isSignedBy(key.getPublicKey())) {
            problems.add(new Finding("batch-signature", where, "日链凭证签名不符", "the signature of this batch is wrong"));
        } else if (!Keys.isValidAt(key, at)) {
            problems.add(new Finding("batch-key", where, "收讫密钥当时无效", "the receipt key was not valid then"));
        }
        batches.put(
                claims.number("batch"),
                new Batch(
                        Statement.decode(claims.text("root")),
                        claims.number("count"),
                        LocalDate.parse(claims.text("day")),
                        at));
    }

    /** The receipts in the order of the readings. */
    List<Receipt> receipts() {
        return receipts;
    }

    /** Whether a receipt is right for a reading. */
    void check(Receipt receipt, String device, String jws, String where) {
        Batch batch = batches.get(receipt.batch());
        if (batch == null) {
            problems.add(new Finding("receipt", where, "缺少收讫凭证", "its receipt is missing"));
            return;
        }
        String leaf = "weiyi-reading-v1\n" + device + "\n" + receipt.seq() + "\n" + Digest.ofAscii(jws) + "\n"
                + receipt.receivedText();
        byte[] root = receipt.index() < 0 || receipt.index() >= batch.count()
                ? null
                : climb(hash(LEAF, leaf.getBytes(StandardCharsets.UTF_8)), receipt, batch.count());
        if (!Arrays.equals(root, batch.root())) {
            problems.add(new Finding("receipt", where, "收讫凭证与读数不符", "its receipt is for something else"));
        } else if (!receipt.receivedAt().atZone(CITY).toLocalDate().equals(batch.day())) {
            problems.add(new Finding("receipt-day", where, "收讫日期不符", "its receipt is of another day"));
        } else if (batch.at().isBefore(receipt.receivedAt())) {
            problems.add(new Finding("receipt-time", where, "凭证早于收讫时间", "it was sealed before it came"));
        }
    }

    private static byte @Nullable [] climb(byte[] leaf, Receipt receipt, long count) {
        byte[] node = leaf;
        long at = receipt.index();
        int used = 0;
        for (long level = count; level > 1; level = (level + 1) / 2) {
            boolean right = at % 2 == 1;
            if (right || at + 1 < level) {
                if (used >= receipt.path().size()) {
                    return null;
                }
                byte[] beside = receipt.path().get(used++);
                node = right ? hash(NODE, beside, node) : hash(NODE, node, beside);
            }
            at /= 2;
        }
        return used == receipt.path().size() ? node : null;
    }

    private static byte[] hash(byte kind, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(kind);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private record Batch(byte[] root, long count, LocalDate day, Instant at) {}

    /**
     * A receipt of a reading.
     *
     * @param receivedText the moment as it was sealed
     */
    record Receipt(long seq, String receivedText, Instant receivedAt, long batch, long index, List<byte[]> path) {}
}
