package io.weiyi.voucher;

import io.weiyi.kernel.money.Fen;
import io.weiyi.voucher.RulePack.Band;
import io.weiyi.voucher.RulePack.LayerRule;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Computes a subsidy by a pack (试算). Pure: the same pack and case always give the same answer. */
final class Engine {

    static final long BP = 10_000;

    private final RulePack pack;
    private final Case facts;
    private final Limit cap;
    private final Limit pool;
    private final Map<Layer, Limit> layerCaps = new EnumMap<>(Layer.class);
    private final Map<Layer, Limit> layerPools = new EnumMap<>(Layer.class);
    // Two layers may have cells that read the same and are still two.
    private final Map<Band, List<Limit>> bandLimits = new IdentityHashMap<>();

    private Engine(RulePack pack, Case facts) {
        this.pack = pack;
        this.facts = facts;
        Long yearly = pack.cap() == null
                ? null
                : Long.valueOf(Math.max(0, pack.cap().of(facts.titles()) + facts.carriedFen()));
        this.cap = Limit.cap("年度额度", "the yearly cap", yearly, facts.usedFen());
        this.pool = Limit.pool(facts.poolRemainingFen());
        Map<Layer, Long> pools = facts.poolByLayer();
        if (pools != null) {
            pools.forEach((layer, left) -> layerPools.put(layer, Limit.pool(left)));
        }
        layerCaps();
    }

    static Calculation calculate(RulePack pack, Case facts) {
        Engine engine = new Engine(pack, facts);
        List<Calculation.Line> lines = facts.lines().stream().map(engine::line).toList();
        long sum = lines.stream().mapToLong(Calculation.Line::subsidyFen).reduce(0, Math::addExact);
        return new Calculation(pack.id(), pack.version(), lines, sum);
    }

    private void layerCaps() {
        long unassigned = facts.usedFen();
        for (LayerRule rule : pack.layers()) {
            Map<Layer, Long> known = facts.usedByLayer();
            Long amount = rule.capFen();
            long used;
            if (known != null) {
                used = known.getOrDefault(rule.layer(), 0L);
            } else {
                used = amount == null ? unassigned : Math.min(unassigned, amount);
                unassigned -= used;
            }
            layerCaps.put(rule.layer(), Limit.cap("本级年度额度", "the layer's yearly cap", amount, used));
        }
    }

    private Calculation.Line line(Case.Line line) {
        Steps steps = new Steps();
        Set<Reason> reasons = exclusions(line, steps);
        if (!reasons.isEmpty()) {
            return new Calculation.Line(0, List.of(), List.copyOf(reasons), steps.all());
        }
        List<Calculation.LayerShare> shares = new ArrayList<>();
        long left = line.eligibleFen();
        for (LayerRule rule : pack.layers()) {
            Optional<Band> found = rule.band(facts.applicantRegion(), facts.providerRegion());
            if (found.isEmpty()) {
                steps.noCell(rule.layer());
                continue;
            }
            Band band = found.get();
            long wanted = Math.min(left, wanted(line.eligibleFen(), rule.layer(), band, reasons, steps));
            long paid = through(wanted, limits(rule.layer(), band), reasons, steps);
            shares.add(new Calculation.LayerShare(rule.layer(), band.rateBp(), paid));
            left -= paid;
        }
        long sum = shares.stream().mapToLong(Calculation.LayerShare::subsidyFen).reduce(0, Math::addExact);
        steps.sum(sum);
        return new Calculation.Line(sum, shares, List.copyOf(reasons), steps.all());
    }

    private Set<Reason> exclusions(Case.Line line, Steps steps) {
        Set<Reason> reasons = new TreeSet<>();
        if (steps.region(pack, facts.applicantRegion(), facts.providerRegion())) {
            reasons.add(Reason.REGION_EXCLUDED);
        }
        if (steps.applicant(pack, facts.kind(), facts.titles())) {
            reasons.add(Reason.APPLICANT_EXCLUDED);
        }
        if (steps.service(pack, line.service(), facts.serviceDate())) {
            reasons.add(Reason.SERVICE_EXCLUDED);
        }
        if (steps.funded(line.fundedByPack())) {
            reasons.add(Reason.ALREADY_FUNDED);
        }
        return reasons;
    }

    private long wanted(long eligibleFen, Layer layer, Band band, Set<Reason> reasons, Steps steps) {
        long floored = pack.floor(new Fen(eligibleFen)
                .timesFraction(band.rateBp(), BP, RoundingMode.FLOOR)
                .value());
        steps.rate(layer, band, eligibleFen, floored);
        Long deal = band.dealCapFen();
        if (deal == null || deal >= floored) {
            return floored;
        }
        reasons.add(Reason.CAP_REACHED);
        steps.deal(deal);
        return pack.floor(deal);
    }

    private List<Limit> limits(Layer layer, Band band) {
        List<Limit> limits = new ArrayList<>(bandLimits.computeIfAbsent(band, this::limitsOf));
        limits.add(layerCaps.getOrDefault(layer, Limit.cap("", "", null, 0)));
        limits.add(cap);
        limits.add(pool);
        limits.add(layerPools.getOrDefault(layer, Limit.pool(null)));
        return limits;
    }

    private List<Limit> limitsOf(Band band) {
        List<Limit> limits = new ArrayList<>();
        limits.add(Limit.cap("本区域组合年度额度", "the cell's yearly cap", band.capFen(), facts.usedFen()));
        Integer share = band.fundShareBp();
        Long fund = facts.yearFundFen();
        if (share != null && fund != null) {
            long quota =
                    new Fen(fund).timesFraction(share, BP, RoundingMode.FLOOR).value();
            limits.add(Limit.cap("本区域组合资金份额", "the cell's share of the year's fund", quota, facts.cellUsedFen()));
        }
        return limits;
    }

    private long through(long wanted, List<Limit> limits, Set<Reason> reasons, Steps steps) {
        long paid = wanted;
        for (Limit limit : limits) {
            if (limit.left() < wanted) {
                reasons.add(limit.reason());
                steps.limit(limit);
                paid = Math.min(paid, limit.left());
            }
        }
        paid = pack.floor(paid);
        for (Limit limit : limits) {
            limit.take(paid);
        }
        return paid;
    }
}
