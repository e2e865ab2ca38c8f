package io.weiyi.billing;

import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.Role;
import io.weiyi.kernel.blob.Upload;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Many invoices dropped at once (批量上传发票), each brought to the charges that wait for it: by its buyer and its amount, to
 * one charge of that amount, or to all of a firm when they come to it together. What does not fit is told with its reason.
 */
@ApplicationScoped
public class InvoiceSorting {

    private final InvoiceReader reader;
    private final Invoices invoices;
    private final ChargeQueries charges;
    private final CurrentCaller current;

    InvoiceSorting(InvoiceReader reader, Invoices invoices, ChargeQueries charges, CurrentCaller current) {
        this.reader = reader;
        this.invoices = invoices;
        this.charges = charges;
        this.current = current;
    }

    /** Why a file found no charge. */
    public enum Left {
        /** Number, day or amount cannot be read. */
        UNREADABLE,
        /** No waiting charge has this amount. */
        NO_CHARGE,
        /** Charges of several firms have this amount, and the buyer is not known. */
        SEVERAL,
        /** The seller is somebody else. */
        FOREIGN,
        /** Its number is used, or it differs from what is known of it. */
        REFUSED
    }

    /**
     * What became of a file.
     *
     * @param chargeIds the charges it stands for now; empty when it is left
     * @param left null when it found its charges
     */
    public record Outcome(
            String fileName,
            @Nullable String number,
            List<Long> chargeIds,
            @Nullable Left left) {

        public Outcome {
            chargeIds = List.copyOf(chargeIds);
        }

        private static Outcome left(Upload file, InvoiceDataJson data, Left why) {
            return new Outcome(file.fileName(), data.number(), List.of(), why);
        }
    }

    /** A charge that waits for its invoice. */
    public record Waiting(
            long chargeId,
            long organisationId,
            String organisationCode,
            long providerId,
            String providerCode,
            Fen total) {}

    /** The charges of the caller's labs that wait for an invoice, the oldest first. */
    public List<Waiting> waiting() {
        return charges.waiting(labs(current.get()));
    }

    /** Brings each file to its charges, one after the other; a file that is refused leaves the others alone. */
    public List<Outcome> sort(List<Upload> files) {
        Caller caller = current.get();
        if (labs(caller).isEmpty()) {
            throw Problem.forbidden("Only the finance of the instruments' owner may do this.");
        }
        return files.stream().map(file -> sort(file, labs(caller))).toList();
    }

    private static Set<Long> labs(Caller caller) {
        return caller.organisationsAs(Role.PROVIDER_FINANCE);
    }

    private Outcome sort(Upload file, Set<Long> labs) {
        InvoiceDataJson data = reader.fill(InvoiceDataJson.empty(), file);
        Long amount = data.amountFen();
        if (data.isIncomplete() || amount == null) {
            return Outcome.left(file, data, Left.UNREADABLE);
        }
        if (invoices.findByNumber(Objects.requireNonNull(data.number()), data.code())
                .isPresent()) {
            // The same file sent again must not find another charge of the same amount.
            return Outcome.left(file, data, Left.REFUSED);
        }
        List<Waiting> all = charges.waiting(labs);
        String seller = data.sellerCode();
        if (seller != null
                && !all.isEmpty()
                && all.stream().noneMatch(w -> w.providerCode().equals(seller))) {
            return Outcome.left(file, data, Left.FOREIGN);
        }
        String buyer = data.buyerCode();
        List<Waiting> fitting = all.stream()
                .filter(w -> buyer == null || w.organisationCode().equals(buyer))
                .filter(w -> seller == null || w.providerCode().equals(seller))
                .toList();
        List<Waiting> equal =
                fitting.stream().filter(w -> w.total().value() == amount).toList();
        if (equal.stream().map(Waiting::organisationId).distinct().count() > 1) {
            return Outcome.left(file, data, Left.SEVERAL);
        }
        // Of equal charges of one firm the oldest comes first.
        List<Waiting> chosen = equal.isEmpty() ? together(fitting, buyer, amount) : equal.subList(0, 1);
        return chosen.isEmpty() ? Outcome.left(file, data, Left.NO_CHARGE) : attach(file, data, chosen);
    }

    /** All that waits of one firm at one lab, when it comes to the invoice's amount. */
    private static List<Waiting> together(List<Waiting> fitting, @Nullable String buyer, long amount) {
        if (buyer == null) {
            return List.of();
        }
        return fitting.stream().collect(Collectors.groupingBy(Waiting::providerId)).values().stream()
                .filter(group ->
                        group.stream().mapToLong(w -> w.total().value()).sum() == amount)
                .findFirst()
                .orElse(List.of());
    }

    private Outcome attach(Upload file, InvoiceDataJson data, List<Waiting> chosen) {
        List<Long> ids = new ArrayList<>(chosen.stream().map(Waiting::chargeId).toList());
        try {
            invoices.attach(ids.get(0), data.forCharges(ids), file, null);
            return new Outcome(file.fileName(), data.number(), ids, null);
        } catch (Problem refused) {
            return Outcome.left(file, data, Left.REFUSED);
        }
    }
}
