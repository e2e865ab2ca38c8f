package io.weiyi.voucher;

import io.weiyi.identity.CodePurpose;
import io.weiyi.identity.CurrentCaller;
import io.weiyi.identity.People;
import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Constraints;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Publicity (公示): lists of approved claims that are open to everybody, and objections to single claims. */
@ApplicationScoped
public class Publicity {

    private static final int DAYS_MAX = 60;

    private final PublicityRows rows;
    private final ClaimRows claims;
    private final ClaimHistory history;
    private final People people;
    private final CurrentCaller current;
    private final Audit audit;
    private final Clock clock;

    Publicity(
            PublicityRows rows,
            ClaimRows claims,
            ClaimHistory history,
            People people,
            CurrentCaller current,
            Audit audit,
            Clock clock) {
        this.rows = rows;
        this.claims = claims;
        this.history = history;
        this.people = people;
        this.current = current;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A list.
     *
     * @param endsBefore the first day on which nobody can object any more
     */
    public record Batch(
            long id,
            String documentNumber,
            String phone,
            int workingDays,
            LocalDate startsOn,
            LocalDate endsBefore,
            boolean open,
            long totalFen,
            List<Item> items) {}

    /** A claim in a list, with what everybody may know of it. */
    public record Item(
            long claimId,
            String applicantNameZh,
            String applicantNameEn,
            String areaNameZh,
            String areaNameEn,
            long subsidyFen,
            ClaimStatus status) {}

    public Page<Batch> list(PageRequest request) {
        return rows.list(request, BusinessTime.dayOf(clock.instant()));
    }

    public Batch get(long id) {
        return find(id).orElseThrow(Problem::notFound);
    }

    private Optional<Batch> find(long id) {
        return rows.find(id, BusinessTime.dayOf(clock.instant()));
    }

    /** How many approved claims wait to be published. */
    public long waiting() {
        return rows.approved().size();
    }

    /** Publishes every approved claim under a document number, from today. */
    @Transactional
    public Batch publish(@Nullable String documentNumber, @Nullable String phone, @Nullable Integer workingDays) {
        Checks checks = new Checks();
        String document = checks.text(documentNumber, "documentNumber", 100);
        String number = checks.text(phone, "phone", 40);
        checks.require(number.isEmpty() || number.length() >= 5, "phone", "must have at least 5 characters");
        int days = workingDays == null ? 0 : workingDays;
        checks.require(days >= 1 && days <= DAYS_MAX, "workingDays", "must lie between 1 and " + DAYS_MAX);
        checks.orThrow();
        Instant now = clock.instant();
        LocalDate today = BusinessTime.dayOf(now);
        List<Long> approved = rows.approved();
        if (approved.isEmpty()) {
            throw Problem.illegalTransition("No approved claim waits to be published.");
        }
        long person = current.get().personId();
        long batch;
        try {
            batch = rows.insert(document, number, days, today, rows.after(today, days), person, now);
        } catch (JdbiException e) {
            if (Constraints.violated(e)
                    .filter("publicity_batch_document_once"::equals)
                    .isPresent()) {
                throw Problem.validation("documentNumber", "is used by another list");
            }
            throw e;
        }
        for (long id : approved) {
            ClaimInfo claim = claims.locked(id).orElseThrow();
            if (claim.status() == ClaimStatus.APPROVED) {
                rows.addItem(batch, claim);
                history.step(
                        claim,
                        claim.status(),
                        ClaimMove.PUBLISH,
                        new ClaimHistory.By(ClaimActor.CITY, person),
                        document,
                        claim.subsidyFen(),
                        now);
            }
        }
        audit.record(
                "publicity.publish",
                "publicity-batch",
                Long.toString(batch),
                null,
                Map.of("documentNumber", document, "claims", approved.size()));
        return get(batch);
    }

    /** Sends a code to whoever wants to object. */
    @Transactional
    public void sendCode(@Nullable String mobile) {
        people.sendCode(mobile, CodePurpose.OBJECTION);
    }

    /** An objection (异议) of whoever has the mobile; the claim is not paid before an office has dealt with it. */
    @Transactional
    public long object(
            long batchId,
            @Nullable Long claimId,
            @Nullable String name,
            @Nullable String mobile,
            @Nullable String code,
            @Nullable String text) {
        Batch batch = get(batchId);
        Checks checks = new Checks();
        String who = checks.text(name, "name", 100);
        String what = checks.text(text, "text", 2000);
        checks.require(
                claimId != null && batch.items().stream().anyMatch(item -> item.claimId() == claimId),
                "claimId",
                "is not in this list");
        checks.orThrow();
        if (!batch.open()) {
            throw Problem.illegalTransition("The time to object to this list is over.");
        }
        String proven = people.provenMobile(mobile, code, CodePurpose.OBJECTION);
        long wanted = claimId == null ? 0 : claimId;
        Instant now = clock.instant();
        ClaimInfo claim = claims.locked(wanted).orElseThrow(Problem::notFound);
        long objection = rows.object(batchId, wanted, who, proven, what, now);
        // A second objection to the same claim joins the first.
        if (claim.status() == ClaimStatus.PUBLICITY) {
            history.step(
                    claim,
                    claim.status(),
                    ClaimMove.OBJECT,
                    new ClaimHistory.By(ClaimActor.PUBLIC, null),
                    what,
                    null,
                    now);
        }
        return objection;
    }

    /** Lets what nobody objected to be paid, once the time of its list is over. */
    void close(Instant now) {
        LocalDate today = BusinessTime.dayOf(now);
        for (long batch : rows.over(today)) {
            for (long id : rows.published(batch)) {
                ClaimInfo claim = claims.locked(id).orElseThrow();
                if (claim.status() == ClaimStatus.PUBLICITY) {
                    history.step(claim, claim.status(), ClaimMove.RELEASE, ClaimHistory.By.SYSTEM, "", null, now);
                }
            }
            rows.close(batch, now);
        }
    }
}
