package io.weiyi.voucher;

import io.weiyi.identity.OrganisationInfo;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;

/**
 * Computes what a claim gets and books it: the pack of each line's service date over what the applicant's group has used
 * of its cap and what is left in the pools. A reservation holds locks on both, so that racing approvals follow each other.
 */
@ApplicationScoped
class Awards {

    private final RulePacks packs;
    private final Pools pools;
    private final Applicants applicants;
    private final AwardRows rows;

    Awards(RulePacks packs, Pools pools, Applicants applicants, AwardRows rows) {
        this.packs = packs;
        this.pools = pools;
        this.applicants = applicants;
        this.rows = rows;
    }

    /** What has been used and what is left, as lines are computed one after another. */
    private static final class State {
        final Map<String, Map<Layer, Long>> used = new HashMap<>();
        final Map<Long, Long> poolLeft = new HashMap<>();
        final Map<String, Long> cellUsed = new HashMap<>();
    }

    /** What each line would get if the claim were approved now. */
    List<Awarded> compute(ClaimInfo claim, Map<Long, ChargeFacts> charges) {
        OrganisationInfo firm = applicants.get(claim.applicantId());
        Map<Long, OrganisationInfo> providers = new HashMap<>();
        State state = new State();
        List<Awarded> awarded = new ArrayList<>();
        for (ClaimInfo.Line line : claim.lines()) {
            OrganisationInfo provider = providers.computeIfAbsent(line.providerId(), applicants::get);
            awarded.add(line(claim, line, firm, provider, Objects.requireNonNull(charges.get(line.chargeId())), state));
        }
        return awarded;
    }

    private Awarded line(
            ClaimInfo claim,
            ClaimInfo.Line line,
            OrganisationInfo firm,
            OrganisationInfo provider,
            ChargeFacts charge,
            State state) {
        RulePack pack = packs.get(line.packCode(), line.packVersion());
        int year = line.serviceDate().getYear();
        String key = pack.id() + "/" + year;
        List<Long> group = applicants.countedWith(pack, firm, line.serviceDate());
        Set<Title> titles = applicants.titles(firm, line.serviceDate());
        IntFunction<Map<Layer, Long>> usedIn = of ->
                state.used.computeIfAbsent(pack.id() + "/" + of, k -> rows.used(group, of, pack.id(), claim.id()));
        Map<Layer, Long> used = usedIn.apply(year);
        Map<Layer, Long> left = new EnumMap<>(Layer.class);
        Map<Layer, Long> poolOf = new EnumMap<>(Layer.class);
        Long fund = null;
        long cellUsed = 0;
        for (RulePack.LayerRule rule : pack.layers()) {
            long pool = pools.find(year, rule.layer(), claim.areaId()).orElse(0L);
            poolOf.put(rule.layer(), pool);
            left.put(
                    rule.layer(),
                    state.poolLeft.computeIfAbsent(
                            pool, id -> id == 0 ? 0 : pools.freeFen(id) + rows.reservedBy(claim.id(), id)));
            int cell = pack.cellOf(rule.layer(), firm.regionCode(), provider.regionCode());
            if (cell >= 0 && rule.bands().get(cell).fundShareBp() != null) {
                fund = pools.fundFen(year, rule.layer());
                cellUsed = state.cellUsed.computeIfAbsent(
                        key + "/" + rule.layer() + "/" + cell,
                        k -> rows.usedOfCell(pack.id(), year, rule.layer(), cell, claim.id()));
            }
        }
        Case facts = new Case(
                line.serviceDate(),
                firm.regionCode(),
                applicants.kind(firm, line.serviceDate()),
                titles,
                provider.regionCode(),
                List.of(new Case.Line(Math.min(line.allocatedFen(), charge.claimableFen()), null, line.service())),
                sum(used),
                Map.copyOf(used),
                null,
                Map.copyOf(left),
                fund,
                cellUsed,
                carriedFen(pack, year, titles, of -> sum(usedIn.apply(of))));
        Calculation.Line result = Engine.calculate(pack, facts).lines().get(0);
        List<Awarded.Share> shares = new ArrayList<>();
        for (Calculation.LayerShare share : result.layers()) {
            int cell = pack.cellOf(share.layer(), firm.regionCode(), provider.regionCode());
            long pool = poolOf.getOrDefault(share.layer(), 0L);
            used.merge(share.layer(), share.subsidyFen(), Long::sum);
            state.poolLeft.merge(pool, -share.subsidyFen(), Long::sum);
            state.cellUsed.computeIfPresent(
                    key + "/" + share.layer() + "/" + cell, (k, before) -> before + share.subsidyFen());
            if (share.subsidyFen() > 0) {
                shares.add(new Awarded.Share(
                        share.layer(), share.rateBp(), cell, pool, year, pack.id(), share.subsidyFen()));
            }
        }
        return new Awarded(line.id(), result.subsidyFen(), shares, result.reasons());
    }

    static long carriedFen(RulePack pack, int year, Set<Title> titles, IntToLongFunction used) {
        RulePack.Cap cap = pack.cap();
        return cap == null || cap.carryOverYears() == null
                ? 0
                : pack.carryOver(year).carriedFen(year, cap.of(titles), used);
    }

    static long sum(Map<Layer, Long> byLayer) {
        return byLayer.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Holds everything that an approval of this claim counts with: caps first, then pools, each in one order. */
    void lock(ClaimInfo claim) {
        OrganisationInfo firm = applicants.get(claim.applicantId());
        TreeSet<AwardRows.CapKey> caps = new TreeSet<>();
        TreeSet<String> funds = new TreeSet<>();
        TreeSet<Long> poolIds = new TreeSet<>();
        for (ClaimInfo.Line line : claim.lines()) {
            RulePack pack = packs.get(line.packCode(), line.packVersion());
            int year = line.serviceDate().getYear();
            applicants
                    .countedWith(pack, firm, line.serviceDate())
                    .forEach(member ->
                            pack.carryOver(year).all().forEach(of -> caps.add(new AwardRows.CapKey(member, of))));
            if (pack.sharesFund()) {
                funds.add("voucher-fund:" + pack.id() + ":" + year);
            }
            for (RulePack.LayerRule rule : pack.layers()) {
                pools.find(year, rule.layer(), claim.areaId()).ifPresent(poolIds::add);
            }
        }
        rows.lockCaps(caps);
        rows.lockNames(funds);
        pools.lock(List.copyOf(poolIds));
    }

    /** Books an approval: the money leaves the pools in the transaction of the decision. */
    void reserve(ClaimInfo claim, int round, List<Awarded> lines, Instant now) {
        rows.insert(claim, round, lines, now);
        Map<Long, Long> byPool = new TreeMap<>();
        lines.forEach(line -> line.shares().forEach(share -> byPool.merge(share.poolId(), share.fen(), Long::sum)));
        pools.reserve(ref(claim.id(), round), byPool, now);
    }

    /** Gives back what the claim has reserved and not spent. */
    void release(ClaimInfo claim, Instant now) {
        Map<Long, Long> byPool = rows.release(claim.id(), now);
        if (!byPool.isEmpty()) {
            pools.release(ref(claim.id(), claim.rounds()), byPool, now);
        }
    }

    /** The claim's money was paid; {@code payment} names which payment, since one may come back and be made again. */
    void consume(ClaimInfo claim, String payment, Instant now) {
        pools.consume(ref(claim.id(), claim.rounds()) + "/" + payment, rows.consume(claim.id(), now), now);
    }

    /** The payment came back. */
    void unconsume(ClaimInfo claim, String payment, Instant now) {
        pools.unconsume(ref(claim.id(), claim.rounds()) + "/" + payment, rows.unconsume(claim.id()), now);
    }

    /** What a group has had of all layers in a year under a pack. */
    long usedFen(List<Long> group, int year, String packCode) {
        return sum(rows.used(group, year, packCode, 0));
    }

    Map<Long, List<Awarded.Share>> standing(Collection<Long> lineIds) {
        return rows.standing(lineIds);
    }

    private static String ref(long claimId, int round) {
        return claimId + "." + round;
    }
}
