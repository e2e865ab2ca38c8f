package io.weiyi.billing;

import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.blob.Upload;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.ledger.AccountKind;
import io.weiyi.ledger.Ledger;
import io.weiyi.ledger.LedgerPosting;
import io.weiyi.ledger.LedgerPosting.Side;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Payments (付款) of firms to labs. The platform never holds the money: it keeps the bank receipt of the firm, or the
 * lab's word that the money arrived, and takes both sides out of the memo accounts.
 */
@ApplicationScoped
public class Payments {

    private final PaymentRows rows;
    private final InvoiceRows invoices;
    private final SettledCharges charges;
    private final BlobStore blobs;
    private final Ledger ledger;
    private final CurrentCaller current;
    private final Audit audit;
    private final Clock clock;

    Payments(
            PaymentRows rows,
            InvoiceRows invoices,
            SettledCharges charges,
            BlobStore blobs,
            Ledger ledger,
            CurrentCaller current,
            Audit audit,
            Clock clock) {
        this.rows = rows;
        this.invoices = invoices;
        this.charges = charges;
        this.blobs = blobs;
        this.ledger = ledger;
        this.current = current;
        this.audit = audit;
        this.clock = clock;
    }

    /** The parts of payments that stand for a charge, the oldest first. */
    public List<AllocatedPayment> ofCharge(long chargeId) {
        return rows.ofCharges(List.of(chargeId));
    }

    /** The parts of payments that stand for these charges, the oldest first. */
    public List<AllocatedPayment> ofCharges(Collection<Long> chargeIds) {
        return rows.ofCharges(chargeIds);
    }

    /**
     * The firm proves by its bank receipt that it paid invoiced charges, or the lab confirms that the money arrived. A
     * charge is paid once its parts cover what is invoiced.
     *
     * @param chargeId the charge the caller began with; others of the same firm and lab may be named with the data
     * @param file the bank receipt; the lab may do without
     */
    @Transactional
    public void prove(long chargeId, PaymentDataJson given, @Nullable Upload file, @Nullable Integer expectedVersion) {
        PaymentDetails details = given.check(BusinessTime.dayOf(clock.instant()));
        List<Long> chargeIds = SettlingChecks.charges(chargeId, given.chargeIds());
        Caller caller = current.get();
        List<Charge> wanted = charges.locked(chargeIds, caller, expectedVersion);
        long organisationId = wanted.get(0).organisationId();
        long providerId = wanted.get(0).providerId();
        boolean firm = caller.organisationsAs(Role.MEMBER, Role.ORG_ADMIN, Role.FIRM_FINANCE)
                .contains(organisationId);
        boolean lab = caller.hasIn(Role.PROVIDER_FINANCE, providerId);
        if (!firm && !lab) {
            throw Problem.forbidden("Only the organisation that owes the charge or the lab's finance may do this.");
        }
        if (file == null && !lab) {
            throw Problem.validation("file", "must not be empty");
        }
        wanted.forEach(charge -> charge.requireAllows(ChargeMove.PAY));
        Instant now = clock.instant();
        Long blob = file == null
                ? null
                : (Long) blobs.put(file.content(), file.type().mediaType(), file.fileName(), caller.personId());
        long paymentId = rows.insert(
                        details,
                        new PaymentRows.Parties(organisationId, providerId, !firm, caller.personId()),
                        blob,
                        now)
                .orElseThrow(() -> Problem.validation("bankRef", "is used by another payment already"));
        Fen used = distribute(paymentId, wanted, details.amount(), now);
        post(paymentId, organisationId, providerId, used, now);
        audit.record(
                "payment.prove",
                "payment",
                Long.toString(paymentId),
                organisationId,
                Map.of("amountFen", details.amount().value(), "usedFen", used.value(), "charges", chargeIds));
    }

    /** Spreads a payment over the charges in order; returns how much of it they took. */
    private Fen distribute(long paymentId, List<Charge> wanted, Fen amount, Instant now) {
        Fen left = amount;
        for (Charge charge : wanted) {
            Fen invoiced = invoices.ofCharges(List.of(charge.id())).stream()
                    .map(AllocatedInvoice::allocated)
                    .reduce(Fen.ZERO, Fen::plus);
            Fen paid = ofCharge(charge.id()).stream()
                    .map(AllocatedPayment::allocated)
                    .reduce(Fen.ZERO, Fen::plus);
            Fen open = invoiced.minus(paid);
            Fen part = open.compareTo(left) <= 0 ? open : left;
            if (part.compareTo(Fen.ZERO) <= 0) {
                throw Problem.validation("amountFen", "does not reach as far as all the charges named");
            }
            rows.allocate(paymentId, charge.id(), part);
            left = left.minus(part);
            if (part.equals(open)) {
                charges.move(charge, ChargeMove.PAY, now, Map.of("payment", paymentId, "partFen", part.value()));
            }
        }
        return amount.minus(left);
    }

    /** The firm owes so much less, the lab has so much less due. */
    private void post(long paymentId, long organisationId, long providerId, Fen used, Instant now) {
        String owed = ChargeAccounts.owedBy(organisationId);
        String due = ChargeAccounts.dueTo(providerId);
        ledger.ensureAccount(owed, "应付服务费（备查）", AccountKind.MEMO, organisationId, null);
        ledger.ensureAccount(due, "应收服务费（备查）", AccountKind.MEMO, providerId, null);
        ledger.post(new LedgerPosting(
                "charge-receipt",
                "payment",
                Long.toString(paymentId),
                BusinessTime.monthOf(now),
                "服务费收款 " + paymentId,
                List.of(new Side(owed, used.negated()), new Side(due, used))));
    }
}
