package io.weiyi.voucher;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.weiyi.identity.Caller;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.blob.Upload;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Constraints;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Claims (兑付申请): what firms hand in and offices decide. Each step is in {@link ClaimMoves}; a decision locks its claim,
 * runs the checks again, and moves money in its own transaction.
 */
@ApplicationScoped
public class Claims {

    private final ClaimRows rows;
    private final ClaimQueries queries;
    private final ClaimDrafts drafts;
    private final ClaimHistory history;
    private final ClaimFiles files;
    private final ClaimDesk desk;
    private final Reviewing reviewing;
    private final Clock clock;

    Claims(
            ClaimRows rows,
            ClaimQueries queries,
            ClaimDrafts drafts,
            ClaimHistory history,
            ClaimFiles files,
            ClaimDesk desk,
            Reviewing reviewing,
            Clock clock) {
        this.rows = rows;
        this.queries = queries;
        this.drafts = drafts;
        this.history = history;
        this.files = files;
        this.desk = desk;
        this.reviewing = reviewing;
        this.clock = clock;
    }

    /** Claims that the caller may see, newest first. */
    public Page<ClaimInfo> list(ClaimFilter filter, PageRequest request) {
        return queries.list(reviewing.caller(), filter, request);
    }

    /** A claim with everything about it; what the caller may not see is not found. */
    public ClaimRecord get(long claimId) {
        ClaimInfo claim = seen(rows.find(claimId).orElseThrow(Problem::notFound));
        return desk.record(claim);
    }

    private ClaimInfo seen(ClaimInfo claim) {
        if (!ClaimAccess.sees(reviewing.caller(), claim)) {
            throw Problem.notFound();
        }
        return claim;
    }

    private ClaimInfo seenAndHeld(long claimId) {
        return seen(rows.locked(claimId).orElseThrow(Problem::notFound));
    }

    /** Begins a claim (申请) from settled charges of the caller's firm. */
    @Transactional
    public ClaimRecord create(ClaimDraftJson draft) {
        Caller caller = reviewing.caller();
        ClaimDrafts.Draft read = drafts.read(caller, null, draft);
        Instant now = clock.instant();
        long id = rows.insert(read.applicant().id(), read.applicant().areaId(), caller.personId(), now);
        putLines(id, read);
        return desk.record(desk.estimated(id));
    }

    /** Replaces the lines of a claim that is a draft or was returned. */
    @Transactional
    public ClaimRecord change(long claimId, ClaimDraftJson draft, @Nullable Integer expectedVersion) {
        ClaimInfo claim = seenAndHeld(claimId);
        requireEditable(claim, expectedVersion);
        putLines(claimId, drafts.read(reviewing.caller(), claim.applicantId(), draft));
        rows.touch(claimId);
        return desk.record(desk.estimated(claimId));
    }

    private void putLines(long claimId, ClaimDrafts.Draft read) {
        try {
            rows.replaceLines(claimId, read.lines());
        } catch (JdbiException e) {
            if (Constraints.violated(e).filter("claim_line_charge_once"::equals).isPresent()) {
                throw Problem.validation("lines", "a charge of these is in another claim already");
            }
            throw e;
        }
    }

    private void requireEditable(ClaimInfo claim, @Nullable Integer expectedVersion) {
        if (!ClaimAccess.firms(reviewing.caller()).contains(claim.applicantId())) {
            throw Problem.forbidden("Only the applicant changes a claim.");
        }
        requireVersion(claim, expectedVersion);
        if (!claim.status().editable()) {
            throw Problem.illegalTransition("A claim that is " + claim.status() + " cannot be changed.");
        }
    }

    private static void requireVersion(ClaimInfo claim, @Nullable Integer expectedVersion) {
        if (expectedVersion != null && expectedVersion != claim.version()) {
            throw Problem.stale();
        }
    }

    /**
     * Adds a file (佐证材料).
     *
     * @param lineId which line it is for; null for the whole claim
     */
    @Transactional
    public ClaimRecord addEvidence(long claimId, EvidenceType type, @Nullable Long lineId, Upload file) {
        ClaimInfo claim = seenAndHeld(claimId);
        requireEditable(claim, null);
        Long charge = null;
        if (lineId != null) {
            charge = claim.lines().stream()
                    .filter(line -> line.id() == lineId)
                    .map(ClaimInfo.Line::chargeId)
                    .findFirst()
                    .orElseThrow(() -> Problem.validation("lineId", "is no line of this claim"));
        }
        files.add(claim, charge, type, file, reviewing.caller().personId(), clock.instant());
        rows.touch(claimId);
        return desk.record(rows.find(claimId).orElseThrow());
    }

    /** A file of a claim, for whoever may see the claim. */
    @Transactional
    public BlobStore.Blob file(long claimId, long fileId) {
        ClaimInfo claim = seen(rows.find(claimId).orElseThrow(Problem::notFound));
        return files.content(claim, fileId).orElseThrow(Problem::notFound);
    }

    /** Hands a claim in, complete; the checks run and are kept. */
    @Transactional
    public ClaimRecord submit(long claimId, @Nullable Integer expectedVersion) {
        ClaimInfo claim = seenAndHeld(claimId);
        ClaimHistory.By by = by(claim, ClaimMove.SUBMIT);
        requireVersion(claim, expectedVersion);
        Instant now = clock.instant();
        desk.requireComplete(claim, now);
        Set<String> keys = claim.lines().stream()
                .map(ClaimInfo.Line::invoiceKey)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        try {
            rows.takeInvoices(claimId, keys);
        } catch (JdbiException e) {
            if (Constraints.violated(e).filter("claim_invoice_once"::equals).isPresent()) {
                throw Problem.validation("lines", "an invoice of these has been used in another claim");
            }
            throw e;
        }
        ClaimInfo fresh = desk.estimated(claimId);
        desk.check(fresh, "SUBMIT", now);
        history.step(fresh, fresh.status(), ClaimMove.SUBMIT, by, "", null, now);
        return get(claimId);
    }

    /** The applicant takes its claim back (撤回), which frees charges and invoices. */
    @Transactional
    public ClaimRecord withdraw(long claimId, @Nullable String note, @Nullable Integer expectedVersion) {
        ClaimInfo claim = seenAndHeld(claimId);
        ClaimHistory.By by = by(claim, ClaimMove.WITHDRAW);
        requireVersion(claim, expectedVersion);
        Instant now = clock.instant();
        desk.release(claim, now);
        history.step(claim, claim.status(), ClaimMove.WITHDRAW, by, text(note), null, now);
        rows.letGo(claimId);
        return desk.record(rows.find(claimId).orElseThrow());
    }

    /** What a provider or an office decides on a claim. */
    public enum Decision {
        CONFIRM(ClaimMove.CONFIRM),
        APPROVE(ClaimMove.APPROVE),
        RETURN(ClaimMove.RETURN),
        REJECT(ClaimMove.REJECT);

        private final ClaimMove move;

        Decision(ClaimMove move) {
            this.move = move;
        }

        /** Whether it has to say why. */
        public boolean needsNote() {
            return this == RETURN || this == REJECT;
        }
    }

    /**
     * A decision. The checks run again first; what fails cannot be approved.
     *
     * @param note why; must be there for RETURN, with all points at once, and for REJECT
     */
    @Transactional
    public ClaimRecord decide(long claimId, Decision decision, String note, @Nullable Integer expectedVersion) {
        ClaimInfo claim = seenAndHeld(claimId);
        ClaimHistory.By by = by(claim, decision.move);
        requireVersion(claim, expectedVersion);
        if (decision.needsNote() && note.isBlank()) {
            throw Problem.validation("note", "must say why, with all points at once");
        }
        Instant now = clock.instant();
        switch (decision) {
            case CONFIRM -> confirm(claim, by, note, now);
            case APPROVE -> approve(claim, by, note, now);
            case RETURN, REJECT -> {
                desk.check(claim, decision.name(), now);
                desk.release(claim, now);
                history.step(claim, claim.status(), decision.move, by, note, null, now);
            }
        }
        return get(claimId);
    }

    private void confirm(ClaimInfo claim, ClaimHistory.By by, String note, Instant now) {
        Caller caller = reviewing.caller();
        Set<Long> providers = claim.lines().stream()
                .map(ClaimInfo.Line::providerId)
                .filter(ClaimAccess.providers(caller)::contains)
                .collect(Collectors.toSet());
        if (rows.confirm(claim, providers, caller.personId(), now)) {
            ClaimInfo fresh = desk.estimated(claim.id());
            desk.check(fresh, "CONFIRM", now);
            ClaimStatus confirmed = history.step(claim, claim.status(), ClaimMove.CONFIRM, by, note, null, now);
            history.step(claim, confirmed, ClaimMove.FORWARD, ClaimHistory.By.SYSTEM, "", null, now);
        } else {
            history.note(claim.id(), ClaimMove.CONFIRM, claim.status(), claim.status(), by, note, null, now);
        }
    }

    private void approve(ClaimInfo claim, ClaimHistory.By by, String note, Instant now) {
        boolean up = claim.status() == ClaimStatus.CITY_REVIEW && reviewing.province();
        boolean reserves =
                claim.status() == ClaimStatus.PROVINCE_REVIEW || (claim.status() == ClaimStatus.CITY_REVIEW && !up);
        ClaimInfo fresh = reserves ? claim : desk.estimated(claim.id());
        List<Awarded> awarded = reserves ? desk.lockedAwards(claim) : desk.awards(fresh);
        requireNoFailure(fresh, awarded, now);
        if (reviewing.twoSteps(claim) && !history.secondStep(claim, by, note, now)) {
            return;
        }
        Long subsidy = null;
        if (reserves) {
            long sum = awarded.stream().mapToLong(Awarded::subsidyFen).sum();
            if (sum == 0) {
                Set<String> reasons = awarded.stream()
                        .flatMap(line -> line.reasonCodes().stream())
                        .collect(Collectors.toSet());
                throw Problem.illegalTransition("There is nothing to approve: " + reasons + ".")
                        .with("reasons", List.copyOf(reasons));
            }
            desk.reserve(claim, awarded, now);
            subsidy = sum;
        }
        history.step(claim, claim.status(), up ? ClaimMove.REPORT : ClaimMove.APPROVE, by, note, subsidy, now);
    }

    private void requireNoFailure(ClaimInfo claim, List<Awarded> awarded, Instant now) {
        List<CheckResult> failed = desk.check(claim, "APPROVE", awarded, now).stream()
                .filter(check -> check.outcome() == CheckOutcome.FAIL)
                .toList();
        if (!failed.isEmpty()) {
            keepRefusedRun(claim, awarded, now);
            throw Problem.illegalTransition("A check fails, so the claim cannot be approved: "
                            + failed.get(0).rule() + ".")
                    .with("checks", failed.stream().map(ClaimJson.CheckJson::of).toList());
        }
    }

    /** The refusal undoes this transaction, so what the checks said is kept in one of its own. */
    private void keepRefusedRun(ClaimInfo claim, List<Awarded> awarded, Instant now) {
        QuarkusTransaction.requiringNew().run(() -> desk.check(claim, "APPROVE_REFUSED", awarded, now));
    }

    /** Somebody who deals with the claim objects (异议) while it is public. */
    @Transactional
    public ClaimRecord object(long claimId, String note, @Nullable Integer expectedVersion) {
        ClaimInfo claim = seenAndHeld(claimId);
        ClaimHistory.By by = by(claim, ClaimMove.OBJECT);
        requireVersion(claim, expectedVersion);
        if (note.isBlank()) {
            throw Problem.validation("note", "must say what is objected to");
        }
        history.step(claim, claim.status(), ClaimMove.OBJECT, by, note, null, clock.instant());
        return get(claimId);
    }

    /** Opens a rejected claim again: one person of an office asks for it, a second one does it. */
    @Transactional
    public ClaimRecord reopen(long claimId, String note, @Nullable Integer expectedVersion) {
        ClaimInfo claim = seenAndHeld(claimId);
        ClaimHistory.By by = by(claim, ClaimMove.REOPEN);
        requireVersion(claim, expectedVersion);
        long person = reviewing.caller().personId();
        Instant now = clock.instant();
        Long first = history.requestedBy(claimId, ClaimMove.REOPEN).orElse(null);
        if (first == null) {
            history.request(claim, ClaimMove.REOPEN, person, note, now);
        } else if (first == person) {
            throw ClaimAccess.secondPerson("You asked for this yourself; somebody else has to carry it out.");
        } else {
            history.requestDone(claimId, ClaimMove.REOPEN, person, now);
            history.step(claim, claim.status(), ClaimMove.REOPEN, by, note, null, now);
        }
        return get(claimId);
    }

    /** What of a firm's charges may be claimed now, and what is left of its cap this year. */
    public Claimable claimable(long organisationId) {
        if (!ClaimAccess.firms(reviewing.caller()).contains(organisationId)) {
            throw Problem.notFound();
        }
        return desk.claimable(organisationId, clock.instant());
    }

    /** The moves that the caller may make with a claim now, for the buttons of a page. */
    public Set<ClaimMove> movesNow(ClaimInfo claim, List<ClaimStep> steps) {
        Caller caller = reviewing.caller();
        boolean belonged = reviewing.belonged(caller.personId(), claim);
        return ClaimMoves.table().stream()
                .filter(edge -> edge.from() == claim.status())
                .map(ClaimMoves.Edge::move)
                .filter(move -> {
                    try {
                        ClaimAccess.actor(caller, claim, move, steps, belonged);
                        return true;
                    } catch (Problem e) {
                        return false;
                    }
                })
                .collect(Collectors.toSet());
    }

    private ClaimHistory.By by(ClaimInfo claim, ClaimMove move) {
        Caller caller = reviewing.caller();
        return new ClaimHistory.By(
                ClaimAccess.actor(
                        caller, claim, move, history.of(claim.id()), reviewing.belonged(caller.personId(), claim)),
                caller.personId());
    }

    private static String text(@Nullable String note) {
        return note == null ? "" : note.strip();
    }

    /** Charges of a firm that may be claimed, for its home page. */
    public record Claimable(List<Item> items, long estimatedFen, Map<String, Long> capLeftFen) {

        /** One charge and what it would bring by its pack, before cap and budget. */
        public record Item(
                long chargeId,
                String subjectKind,
                long providerId,
                java.time.LocalDate serviceDate,
                long claimableFen,
                long estimatedFen,
                String packCode,
                @Nullable String packNameZh,
                @Nullable String packNameEn) {}
    }
}
