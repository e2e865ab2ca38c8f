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
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Invoices (发票) that labs write for charges. One invoice may stand for many charges of one firm, and a charge may have
 * several; no invoice is ever taken twice, whoever brings it.
 */
@ApplicationScoped
public class Invoices {

    private final InvoiceRows rows;
    private final SettledCharges charges;
    private final BlobStore blobs;
    private final CurrentCaller current;
    private final Audit audit;
    private final Clock clock;

    Invoices(
            InvoiceRows rows,
            SettledCharges charges,
            BlobStore blobs,
            CurrentCaller current,
            Audit audit,
            Clock clock) {
        this.rows = rows;
        this.charges = charges;
        this.blobs = blobs;
        this.current = current;
        this.audit = audit;
        this.clock = clock;
    }

    /** The parts of invoices that stand for a charge, the oldest first. */
    public List<AllocatedInvoice> ofCharge(long chargeId) {
        return rows.ofCharges(List.of(chargeId));
    }

    /** The parts of invoices that stand for these charges, the oldest first. */
    public List<AllocatedInvoice> ofCharges(Collection<Long> chargeIds) {
        return rows.ofCharges(chargeIds);
    }

    public Optional<InvoiceInfo> find(long invoiceId) {
        return rows.find(invoiceId);
    }

    /**
     * The one invoice with this number.
     *
     * @param code null for a fully digital one
     */
    public Optional<InvoiceInfo> findByNumber(String number, @Nullable String code) {
        return rows.findByNumber(number, code);
    }

    /**
     * The lab uploads an invoice for charges of one firm. An invoice that is known already, because it stands for other
     * charges of the same firm too, gives of what is left of it.
     *
     * @param chargeId the charge the caller began with; others may be named with the data
     * @param expectedVersion of that charge, as the caller read it; null for whatever it is now
     */
    @Transactional
    public void attach(long chargeId, InvoiceDataJson given, Upload file, @Nullable Integer expectedVersion) {
        InvoiceDetails details = given.check(BusinessTime.dayOf(clock.instant()));
        List<Long> chargeIds = SettlingChecks.charges(chargeId, given.chargeIds());
        Caller caller = current.get();
        List<Charge> wanted = charges.locked(chargeIds, caller, expectedVersion);
        long providerId = wanted.get(0).providerId();
        long organisationId = wanted.get(0).organisationId();
        if (!caller.hasIn(Role.PROVIDER_FINANCE, providerId)) {
            throw Problem.forbidden("Only the finance of the instrument's owner may do this.");
        }
        Instant now = clock.instant();
        wanted.forEach(charge -> charge.requireAllows(ChargeMove.INVOICE));
        Optional<Long> added = rows.insert(details, providerId, organisationId, caller.personId(), now);
        long invoiceId = added.orElseGet(() -> known(details, providerId, organisationId));
        keep(invoiceId, file, caller, now);
        Fen left = details.amount().minus(rows.allocated(invoiceId));
        for (Charge charge : wanted) {
            Fen part = part(charge, details, left, added.isPresent() && wanted.size() == 1);
            left = left.minus(part);
            rows.allocate(invoiceId, charge.id(), part, now);
            charges.move(charge, ChargeMove.INVOICE, now, Map.of("invoice", details.number(), "partFen", part.value()));
        }
        audit.record(
                "invoice.attach",
                "invoice",
                Long.toString(invoiceId),
                organisationId,
                Map.of("number", details.number(), "amountFen", details.amount().value(), "charges", chargeIds));
    }

    /** An invoice that is known already must be this very invoice. */
    private long known(InvoiceDetails details, long providerId, long organisationId) {
        return rows.findByNumber(details.number(), details.code())
                .filter(i -> i.providerId() == providerId
                        && i.organisationId() == organisationId
                        && i.amount().equals(details.amount())
                        && i.issuedOn().equals(details.issuedOn()))
                .map(InvoiceInfo::id)
                .orElseThrow(() -> Problem.validation("number", "is used by another invoice already"));
    }

    private void keep(long invoiceId, Upload file, Caller caller, Instant now) {
        String hash = BlobStore.sha256(file.content());
        boolean kept = rows.find(invoiceId).stream()
                .flatMap(invoice -> invoice.files().stream())
                .anyMatch(each -> each.sha256().equals(hash));
        if (!kept) {
            long blob = blobs.put(file.content(), file.type().mediaType(), file.fileName(), caller.personId());
            rows.insertFile(invoiceId, blob, caller.personId(), now);
        }
    }

    /**
     * How much of the invoice stands for a charge: what was asked for, else what of the charge no invoice covers yet. A
     * single new invoice may be smaller than its charge; what is shared among charges must cover each.
     */
    private Fen part(Charge charge, InvoiceDetails details, Fen left, boolean alone) {
        Fen open = charge.total()
                .minus(ofCharge(charge.id()).stream()
                        .map(AllocatedInvoice::allocated)
                        .reduce(Fen.ZERO, Fen::plus));
        if (open.compareTo(Fen.ZERO) <= 0) {
            throw Problem.illegalTransition("The charge is covered by invoices already.");
        }
        Fen asked = details.allocated() == null ? open : details.allocated();
        if (asked.compareTo(open) > 0) {
            throw Problem.validation("allocatedFen", "must not exceed what is open of the charge");
        }
        if (asked.compareTo(left) <= 0) {
            return asked;
        }
        if (alone && details.allocated() == null) {
            return left;
        }
        throw Problem.validation("amountFen", "what is left of the invoice does not cover the charge");
    }
}
