package io.weiyi.reconciliation.payout;

import io.weiyi.identity.CurrentCaller;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.ledger.OverdraftRefused;
import io.weiyi.voucher.ClaimInfo;
import io.weiyi.voucher.PayableClaims;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Payout (拨付): a month's payable claims are frozen into a batch, approved by a second person, handed to the treasury, and
 * settled by what the bank answers. Whatever is clicked or imported twice, a claim is paid once: the database has one live
 * item a claim and one word of the bank a result.
 */
@ApplicationScoped
public class PayoutBatches {

    private static final int NOTE_MAX = 500;

    private final PayoutRows rows;
    private final PayeeAccounts payees;
    private final PayableClaims claims;
    private final BlobStore blobs;
    private final CurrentCaller current;
    private final Audit audit;
    private final Clock clock;

    PayoutBatches(
            PayoutRows rows,
            PayeeAccounts payees,
            PayableClaims claims,
            BlobStore blobs,
            CurrentCaller current,
            Audit audit,
            Clock clock) {
        this.rows = rows;
        this.payees = payees;
        this.claims = claims;
        this.blobs = blobs;
        this.current = current;
        this.audit = audit;
        this.clock = clock;
    }

    /** All batches, newest first. */
    public Page<PayoutBatch> list(PageRequest request) {
        return rows.list(request);
    }

    /** @throws Problem 404 when there is no such batch */
    public PayoutBatch get(long id) {
        return rows.find(id).orElseThrow(Problem::notFound);
    }

    /**
     * Freezes the claims that became payable up to the end of the month and whose firms have a confirmed account. The others
     * wait for a later batch.
     *
     * @throws Problem 422 when the month is in the future or nothing can be paid; it then says whom an account is missing for
     */
    @Transactional
    public PayoutBatch create(YearMonth month) {
        Instant now = clock.instant();
        if (month.isAfter(BusinessTime.monthOf(now))) {
            throw Problem.validation("month", "must not be in the future");
        }
        long by = current.get().personId();
        rows.lockMaking();
        Map<Long, Long> payable = rows.payable(BusinessTime.startOf(month.plusMonths(1)));
        Map<Long, Payee> accounts = payees.payable(payable.values());
        Set<Long> reviewed = claims.reviewedBy(by, payable.keySet());
        List<PayoutBatch.Item> items = new ArrayList<>();
        payable.forEach((claim, firm) -> {
            Payee payee = accounts.get(firm);
            // Whoever reviewed a claim leaves it to a batch of somebody else.
            if (payee != null && !reviewed.contains(claim)) {
                ClaimInfo started = claims.start(claim, by, month.toString());
                items.add(new PayoutBatch.Item(
                        0,
                        items.size() + 1,
                        claim,
                        payee,
                        Fen.of(Objects.requireNonNull(started.subsidyFen())),
                        PayoutItemStatus.PENDING,
                        ""));
            }
        });
        if (items.isEmpty()) {
            throw Problem.validation(
                    "month",
                    payable.isEmpty()
                            ? "no claim is payable"
                            : "none of the " + payable.size()
                                    + " payable claims can be paid: accounts are missing or not confirmed");
        }
        Fen total = items.stream().map(PayoutBatch.Item::amount).reduce(Fen.ZERO, Fen::plus);
        String hash = hash(month, items);
        long id = rows.insert(month, total, hash, by, now);
        rows.insertItems(id, items);
        audit.record(
                "payout.create",
                "payout-batch",
                Long.toString(id),
                null,
                Map.of("month", month.toString(), "items", items.size(), "totalFen", total.value(), "hash", hash));
        return get(id);
    }

    /** What is frozen, in one line an item; anybody who has the batch can compute its hash again. */
    static String hash(YearMonth month, List<PayoutBatch.Item> items) {
        StringBuilder text = new StringBuilder(month.toString()).append('\n');
        for (PayoutBatch.Item item : items) {
            text.append(item.claimId())
                    .append('|')
                    .append(item.payee().name())
                    .append('|')
                    .append(item.payee().number())
                    .append('|')
                    .append(item.payee().bank())
                    .append('|')
                    .append(item.payee().cnaps())
                    .append('|')
                    .append(item.amount().value())
                    .append('\n');
        }
        return BlobStore.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A second person agrees. The one who made it, and whoever reviewed a claim of it, are refused. */
    @Transactional
    public PayoutBatch approve(long id) {
        PayoutBatch batch = locked(id, PayoutStatus.FROZEN, "approved");
        long by = current.get().personId();
        if (batch.createdBy() == by) {
            throw Problem.of(
                    409,
                    "second-person-required",
                    "A second person must do this",
                    "You made this batch; somebody else approves it.");
        }
        List<Long> paid = batch.items().stream().map(PayoutBatch.Item::claimId).toList();
        if (!claims.reviewedBy(by, paid).isEmpty()) {
            throw Problem.forbidden("Nobody pays a claim they reviewed.");
        }
        rows.approved(id, by, clock.instant());
        return done("payout.approve", id, batch.hash());
    }

    /** The list goes to the treasury. Once more is no harm: the list is the same. */
    @Transactional
    public PayoutBatch export(long id) {
        PayoutBatch batch = rows.lock(id).orElseThrow(Problem::notFound);
        if (batch.status() == PayoutStatus.EXPORTED) {
            return batch;
        }
        if (batch.status() != PayoutStatus.APPROVED) {
            throw illegal(batch, "exported");
        }
        if (!hash(batch.month(), batch.items()).equals(batch.hash())) {
            throw Problem.illegalTransition("What is in the batch is not what was frozen; it must not be paid.");
        }
        rows.exported(id, current.get().personId(), clock.instant());
        return done("payout.export", id, batch.hash());
    }

    /**
     * Takes the bank's answer, all rows or none. A row that is known already changes nothing.
     *
     * @throws Problem 422 naming each wrong row: an unknown claim, another amount, a result that contradicts an earlier one,
     *     a layer's grant that does not cover it
     */
    @Transactional
    public PayoutBatch results(long id, String fileName, byte[] content) {
        PayoutBatch batch = rows.lock(id).orElseThrow(Problem::notFound);
        if (batch.status() != PayoutStatus.EXPORTED && batch.status() != PayoutStatus.SETTLED) {
            throw illegal(batch, "answered by the bank");
        }
        List<BankResult> results = BankResultFile.read(content);
        Map<Long, PayoutBatch.Item> items =
                batch.items().stream().collect(Collectors.toMap(PayoutBatch.Item::claimId, Function.identity()));
        Checks checks = new Checks();
        for (BankResult result : results) {
            PayoutBatch.Item item = items.get(result.claimId());
            checks.require(item != null, "row " + result.row(), "the claim is not in this batch");
            checks.require(
                    item == null || item.amount().equals(result.amount()),
                    "row " + result.row(),
                    "the amount is not that of the batch");
        }
        checks.orThrow();
        long by = current.get().personId();
        Instant now = clock.instant();
        long blob = blobs.put(content, "text/csv", fileName, by);
        Map<Long, PayoutItemStatus> states =
                batch.items().stream().collect(Collectors.toMap(PayoutBatch.Item::claimId, PayoutBatch.Item::status));
        int fresh = 0;
        for (BankResult result : results) {
            PayoutBatch.Item item = Objects.requireNonNull(items.get(result.claimId()));
            if (rows.keep(result, item.id(), blob, by, now)) {
                take(batch, item, Objects.requireNonNull(states.get(item.claimId())), result, by);
                states.put(item.claimId(), result.result());
                fresh++;
            }
        }
        rows.settleIfAnswered(id);
        audit.record(
                "payout.bank-results",
                "payout-batch",
                Long.toString(id),
                null,
                Map.of("rows", results.size(), "fresh", fresh, "blob", blob));
        return get(id);
    }

    private void take(PayoutBatch batch, PayoutBatch.Item item, PayoutItemStatus before, BankResult result, long by) {
        String payment = batch.id() + "." + item.no();
        switch (result.result()) {
            case PAID -> {
                expect(before, PayoutItemStatus.PENDING, result);
                pay(item, payment, result, by);
            }
            case FAILED -> {
                expect(before, PayoutItemStatus.PENDING, result);
                claims.failed(item.claimId(), by, payment, result.reason());
            }
            default -> {
                if (before == PayoutItemStatus.PENDING) {
                    // Sent back before anybody said that it was paid: both are true.
                    pay(item, payment, result, by);
                } else {
                    expect(before, PayoutItemStatus.PAID, result);
                }
                claims.failed(item.claimId(), by, payment, result.reason());
            }
        }
        rows.itemStatus(item.id(), result.result());
    }

    private void pay(PayoutBatch.Item item, String payment, BankResult result, long by) {
        try {
            claims.paid(item.claimId(), by, payment);
        } catch (OverdraftRefused e) {
            throw Problem.validation("row " + result.row(), "the grant of its layer does not cover the payment");
        }
    }

    private static void expect(PayoutItemStatus before, PayoutItemStatus wanted, BankResult result) {
        if (before != wanted) {
            throw Problem.validation(
                    "row " + result.row(),
                    "the bank said " + before + " before; " + result.result() + " contradicts it");
        }
    }

    /**
     * A failed or returned payment may be made again, in a later batch; its firm's account was corrected, or finance knows
     * that it is right.
     */
    @Transactional
    public void retry(long claimId, String note) {
        Checks checks = new Checks();
        String why = checks.text(note, "note", NOTE_MAX);
        checks.orThrow();
        claims.retry(claimId, current.get().personId(), why);
    }

    private PayoutBatch done(String action, long id, String hash) {
        audit.record(action, "payout-batch", Long.toString(id), null, Map.of("hash", hash));
        return get(id);
    }

    private PayoutBatch locked(long id, PayoutStatus wanted, String what) {
        PayoutBatch batch = rows.lock(id).orElseThrow(Problem::notFound);
        if (batch.status() != wanted) {
            throw illegal(batch, what);
        }
        return batch;
    }

    private static Problem illegal(PayoutBatch batch, String what) {
        return Problem.illegalTransition("A batch that is " + batch.status() + " cannot be " + what + ".");
    }
}
