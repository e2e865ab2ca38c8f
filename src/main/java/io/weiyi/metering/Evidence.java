package io.weiyi.metering;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.weiyi.identity.Caller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.LongStream;

/**
 * Evidence files (机时存证): a session as one zip that anybody can check without the server. It holds the signed readings,
 * the certificates, what ties them into the device's chain, the server's receipts, and a signed list of it all.
 */
@ApplicationScoped
public class Evidence {

    private static final int SEAL_TRIES = 5;
    private static final int RETRY_SECONDS = 5;

    private final SessionQueries sessions;
    private final EvidenceFacts facts;
    private final EvidenceRows rows;
    private final Receipts receipts;
    private final DayChain chain;
    private final EvidenceWriter writer;
    private final Clock clock;

    Evidence(
            SessionQueries sessions,
            EvidenceFacts facts,
            EvidenceRows rows,
            Receipts receipts,
            DayChain chain,
            EvidenceWriter writer,
            Clock clock) {
        this.sessions = sessions;
        this.facts = facts;
        this.rows = rows;
        this.receipts = receipts;
        this.chain = chain;
        this.writer = writer;
        this.clock = clock;
    }

    /** The file of a session the caller may see. Administrators see no one's. */
    public EvidenceFile of(Caller caller, long sessionId) {
        if (caller.has(Role.ADMIN)) {
            throw Problem.forbidden("Administrators see no one's evidence files.");
        }
        if (sessions.find(caller, sessionId).isEmpty()) {
            throw Problem.notFound();
        }
        EvidenceFacts.Facts known = facts.of(sessionId);
        List<EvidenceItem> items = known.key() == null ? List.of() : sealed(known, known.key());
        return new EvidenceFile("weiyi-evidence-" + sessionId + ".zip", writer.write(known, items));
    }

    /** The part of the chain that the file tells, with a receipt for every reading in it. */
    private List<EvidenceItem> sealed(EvidenceFacts.Facts known, EvidenceRows.Key key) {
        List<EvidenceItem> items = receipts.of(key.device(), own(known, rows.chain(key)));
        for (int i = 0; i < SEAL_TRIES && items.stream().anyMatch(Evidence::isOpen); i++) {
            Instant now = clock.instant();
            QuarkusTransaction.requiringNew().run(() -> chain.seal(now));
            items = receipts.of(key.device(), items);
        }
        if (items.stream().anyMatch(Evidence::isOpen)) {
            throw Problem.of(
                            503,
                            "receipts-pending",
                            "Receipts are being made",
                            "The last readings of this session are not sealed yet; ask again in a moment.")
                    .with("retryAfterSeconds", RETRY_SECONDS);
        }
        return items;
    }

    private static boolean isOpen(EvidenceItem item) {
        return item.signed() != null && item.signed().receipt() == null;
    }

    /**
     * Of a session that was cut, only its part; the reading before it stays, for its counters are where the part begins.
     */
    static List<EvidenceItem> own(EvidenceFacts.Facts known, SortedMap<Long, EvidenceItem> chain) {
        if (known.firstSeq() == null || known.lastSeq() == null) {
            return List.of();
        }
        long first = known.firstSeq();
        long base = known.part() == 1
                ? first
                : chain.headMap(first).values().stream()
                        .filter(Evidence::isUse)
                        .mapToLong(EvidenceItem::seq)
                        .max()
                        .orElse(first);
        // What people did before the first and after the last reading of use is part of the session's story.
        long from = known.part() == 1
                ? controls(chain.headMap(first).values()).min().orElse(base)
                : base;
        boolean goesOn = chain.tailMap(known.lastSeq() + 1).values().stream().anyMatch(Evidence::isUse);
        long until = goesOn
                ? known.lastSeq()
                : controls(chain.tailMap(known.lastSeq() + 1).values()).max().orElse(known.lastSeq());
        List<EvidenceItem> own = new ArrayList<>();
        for (EvidenceItem item : chain.values()) {
            boolean inside = item.seq() >= from && item.seq() <= until;
            boolean gap = item.signed() != null && "gap".equals(item.signed().cause());
            if (inside || gap) {
                own.add(item);
            } else if (item.seq() == from - 1 || item.seq() == until + 1) {
                own.add(item.asLink());
            }
        }
        return own;
    }

    private static boolean isUse(EvidenceItem item) {
        EvidenceItem.Signed signed = item.signed();
        return signed != null && signed.own() && signed.type().startsWith("session.");
    }

    private static LongStream controls(Collection<EvidenceItem> items) {
        return items.stream().filter(EvidenceItem::ofSession).mapToLong(EvidenceItem::seq);
    }

    /**
     * An evidence file.
     *
     * @param name under which it is saved
     */
    public record EvidenceFile(String name, byte[] content) {}
}
