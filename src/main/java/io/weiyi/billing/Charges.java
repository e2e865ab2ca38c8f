package io.weiyi.billing;

import io.weiyi.identity.Caller;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.YearMonth;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Charges (费用) and statements (对账单): what whoever is signed in may see of them, and what they may do to them. What is
 * not theirs to see does not exist for them.
 */
@ApplicationScoped
public class Charges {

    private final ChargeQueries queries;
    private final ChargeMoves moves;
    private final ChargeExplanations explanations;
    private final CurrentCaller current;
    private final BlobStore blobs;

    Charges(
            ChargeQueries queries,
            ChargeMoves moves,
            ChargeExplanations explanations,
            CurrentCaller current,
            BlobStore blobs) {
        this.queries = queries;
        this.moves = moves;
        this.explanations = explanations;
        this.current = current;
        this.blobs = blobs;
    }

    /** Charges within what the caller may see, newest first. */
    public Page<ChargeInfo> list(ChargeFilter filter, PageRequest request) {
        return queries.list(ChargeScope.of(current.get()), filter, request);
    }

    /**
     * The organisation that is meant when the caller names none: their own; null, which is everybody's, for readers of the
     * whole city.
     */
    public @Nullable Long organisationByDefault() {
        Caller caller = current.get();
        return caller.seesAll() ? null : caller.organisationId();
    }

    /** One charge; what the caller may not see is not found. */
    public ChargeInfo get(long chargeId) {
        ChargeScope scope = ChargeScope.of(current.get());
        return queries.find(chargeId)
                .filter(charge -> scope.sees(charge.organisationId(), charge.providerId()))
                .orElseThrow(Problem::notFound);
    }

    /** A file of the invoices and payments of a charge, for whoever may see it. */
    @Transactional
    public BlobStore.Blob file(long chargeId, long blobId) {
        ChargeInfo charge = get(chargeId);
        boolean its = Stream.concat(
                        charge.invoices().stream().flatMap(part -> part.invoice().files().stream()),
                        charge.payments().stream()
                                .map(part -> part.payment().file())
                                .filter(Objects::nonNull))
                .anyMatch(file -> file.blobId() == blobId);
        return its ? blobs.get(blobId).orElseThrow(Problem::notFound) : notFound();
    }

    private static BlobStore.Blob notFound() {
        throw Problem.notFound();
    }

    /** Why a charge is what it is, for whoever may see it. */
    @Transactional
    public ChargeExplanation explain(long chargeId) {
        return explanations.of(get(chargeId));
    }

    /**
     * The statement of an organisation for a posting month, as far as the caller may see it: of somebody else's there is
     * nothing to see.
     */
    public Statement statement(YearMonth month, long organisationId) {
        ChargeFilter filter = new ChargeFilter(organisationId, month, null);
        return Statement.of(month, organisationId, queries.all(ChargeScope.of(current.get()), filter));
    }

    /**
     * Does something to a charge.
     *
     * @param note why, for a dispute
     * @param expectedVersion the version the caller read; null for whatever it is now
     */
    @Transactional
    public ChargeInfo move(long chargeId, ChargeMove move, @Nullable String note, @Nullable Integer expectedVersion) {
        get(chargeId);
        moves.move(chargeId, move, note, expectedVersion, current.get());
        return get(chargeId);
    }

    /** The owner's word that estimated sessions of a booking are billed now and not after seven days. */
    @Transactional
    public void billEstimates(long bookingId) {
        moves.billEstimates(bookingId, current.get());
    }
}
