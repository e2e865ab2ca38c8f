package io.weiyi.voucher;

import io.weiyi.identity.OrganisationInfo;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.problem.Violation;
import io.weiyi.kernel.time.BusinessTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is worked out about a claim: its estimate, its checks, what is missing, the money it takes. */
@ApplicationScoped
class ClaimDesk {

    private static final int CLAIMABLE_MAX = 200;

    private final ClaimRows rows;
    private final ChargeFactRows charges;
    private final Awards awards;
    private final ClaimChecks checks;
    private final ClaimFiles files;
    private final ClaimHistory history;
    private final RulePacks packs;
    private final Applicants applicants;

    ClaimDesk(
            ClaimRows rows,
            ChargeFactRows charges,
            Awards awards,
            ClaimChecks checks,
            ClaimFiles files,
            ClaimHistory history,
            RulePacks packs,
            Applicants applicants) {
        this.rows = rows;
        this.charges = charges;
        this.awards = awards;
        this.checks = checks;
        this.files = files;
        this.history = history;
        this.packs = packs;
        this.applicants = applicants;
    }

    private Map<Long, ChargeFacts> facts(ClaimInfo claim) {
        return charges.of(claim.lines().stream().map(ClaimInfo.Line::chargeId).toList());
    }

    /** The claim with its estimate as of now. */
    ClaimInfo estimated(long claimId) {
        ClaimInfo claim = rows.find(claimId).orElseThrow();
        rows.estimate(claimId, awards(claim));
        return rows.find(claimId).orElseThrow();
    }

    List<Awarded> awards(ClaimInfo claim) {
        return awards.compute(claim, facts(claim));
    }

    /** What the claim gets, with everything held that it is computed from. */
    List<Awarded> lockedAwards(ClaimInfo claim) {
        awards.lock(claim);
        return awards(claim);
    }

    void reserve(ClaimInfo claim, List<Awarded> lines, Instant now) {
        // After an objection the claim may still hold what was reserved for it before.
        awards.release(claim, now);
        awards.reserve(claim, claim.rounds() + 1, lines, now);
    }

    void release(ClaimInfo claim, Instant now) {
        awards.release(claim, now);
    }

    List<CheckResult> check(ClaimInfo claim, String occasion, Instant now) {
        return check(claim, occasion, awards(claim), now);
    }

    List<CheckResult> check(ClaimInfo claim, String occasion, List<Awarded> awarded, Instant now) {
        Map<Long, ChargeFacts> known = facts(claim);
        List<CheckResult> results = checks.run(claim, known, awarded);
        checks.store(claim, occasion, known, results, now);
        return results;
    }

    /** Refuses a claim that lacks mandatory evidence, or comes outside the time its pack is open. */
    void requireComplete(ClaimInfo claim, Instant now) {
        LocalDate today = BusinessTime.dayOf(now);
        List<Violation> wrong = new ArrayList<>();
        Map<Long, Integer> places = new HashMap<>();
        for (int i = 0; i < claim.lines().size(); i++) {
            ClaimInfo.Line line = claim.lines().get(i);
            places.put(line.id(), i);
            RulePack pack = packs.get(line.packCode(), line.packVersion());
            if (!pack.openOn(today, line.serviceDate())) {
                wrong.add(new Violation("lines[" + i + "]", "claims under " + pack.id() + " are closed on " + today));
            }
        }
        for (MissingItem item : files.missing(claim, facts(claim), files.of(claim))) {
            wrong.add(new Violation(
                    "lines[" + places.get(item.lineId()) + "].evidence",
                    "lacks " + item.type() + " (" + item.type().en() + ")"));
        }
        if (!wrong.isEmpty()) {
            throw Problem.validation(wrong);
        }
    }

    ClaimRecord record(ClaimInfo claim) {
        List<ClaimFile> all = files.of(claim);
        List<MissingItem> missing = claim.status().editable() ? files.missing(claim, facts(claim), all) : List.of();
        Map<Long, List<ClaimRecord.LayerFen>> layers =
                awards.standing(claim.lines().stream().map(ClaimInfo.Line::id).toList()).entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> entry.getValue().stream()
                                        .map(share ->
                                                new ClaimRecord.LayerFen(share.layer(), share.rateBp(), share.fen()))
                                        .toList()));
        return new ClaimRecord(
                claim,
                all,
                missing,
                checks.latest(claim.id()),
                history.of(claim.id()),
                layers,
                history.requestedBy(claim.id(), ClaimMove.REOPEN).isPresent());
    }

    /** Settled charges that no claim has, each with what it would bring by its rate. */
    Claims.Claimable claimable(long organisationId, Instant now) {
        OrganisationInfo firm = applicants.get(organisationId);
        List<Claims.Claimable.Item> items = new ArrayList<>();
        Map<String, Long> capLeft = new LinkedHashMap<>();
        long sum = 0;
        for (ChargeFacts charge : charges.claimable(organisationId, CLAIMABLE_MAX)) {
            RulePack pack;
            try {
                pack = packs.choose(null, charge.serviceDate(), firm.regionCode());
            } catch (Problem none) {
                continue;
            }
            Calculation.Line line = quote(pack, firm, charge.providerId(), charge.serviceDate(), charge.claimableFen());
            items.add(new Claims.Claimable.Item(
                    charge.chargeId(),
                    charge.subjectKind(),
                    charge.providerId(),
                    charge.serviceDate(),
                    charge.claimableFen(),
                    line.subsidyFen(),
                    pack.id(),
                    pack.nameZh(),
                    pack.nameEn()));
            sum += line.subsidyFen();
            capLeft(firm, pack, charge.serviceDate(), capLeft);
        }
        capLeft(firm, today(firm, now), BusinessTime.dayOf(now), capLeft);
        return new Claims.Claimable(items, sum, capLeft);
    }

    private @org.jspecify.annotations.Nullable RulePack today(OrganisationInfo firm, Instant now) {
        try {
            return packs.choose(null, BusinessTime.dayOf(now), firm.regionCode());
        } catch (Problem none) {
            return null;
        }
    }

    private void capLeft(
            OrganisationInfo firm,
            @org.jspecify.annotations.Nullable RulePack pack,
            LocalDate day,
            Map<String, Long> capLeft) {
        if (pack == null || pack.cap() == null) {
            return;
        }
        long cap = pack.cap().of(applicants.titles(firm, day));
        capLeft.computeIfAbsent(
                pack.id() + " " + day.getYear(),
                key -> Math.max(
                        0, cap - awards.usedFen(applicants.countedWith(pack, firm, day), day.getYear(), pack.id())));
    }

    /** What a service of that day would bring by the rate of its pack, before cap and budget. */
    Calculation.Line quote(RulePack pack, OrganisationInfo firm, long providerId, LocalDate day, long eligibleFen) {
        OrganisationInfo provider = applicants.get(providerId);
        Case facts = new Case(
                day,
                firm.regionCode(),
                applicants.kind(firm, day),
                applicants.titles(firm, day),
                provider.regionCode(),
                List.of(new Case.Line(eligibleFen, null, Service.INSTRUMENT_USE)),
                awards.usedFen(applicants.countedWith(pack, firm, day), day.getYear(), pack.id()),
                null,
                null,
                null,
                0);
        return Engine.calculate(pack, facts).lines().get(0);
    }
}
