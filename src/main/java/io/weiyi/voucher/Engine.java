package io.weiyi.voucher;

import io.weiyi.kernel.money.Fen;
import io.weiyi.voucher.RulePack.Band;
import io.weiyi.voucher.RulePack.LayerRule;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Computes a subsidy by a pack (试算). Pure: the same pack and case always give the same answer. */
final class Engine {

    private static final long BP = 10_000;

    private final RulePack pack;
    private final Case facts;
    private final Limit cap;
    private final Limit pool;
    private final Map<Layer, Limit> layerCaps = new EnumMap<>(Layer.class);
    private final Map<Layer, Limit> layerPools = new EnumMap<>(Layer.class);
    private final Map<Band, List<Limit>> bandLimits = new HashMap<>();

    private Engine(RulePack pack, Case facts) {
        this.pack = pack;
        this.facts = facts;
        Long yearly = pack.cap() == null ? null : Long.valueOf(pack.cap().of(facts.titles()));
        this.cap = Limit.cap("年度额度余额", "left of the yearly cap", yearly, facts.usedFen());
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
            layerCaps.put(rule.layer(), Limit.cap("本级额度余额", "left of the layer's cap", amount, used));
        }
    }

    private Calculation.Line line(Case.Line line) {
        Set<Reason> reasons = exclusions(line);
        if (!reasons.isEmpty()) {
            return new Calculation.Line(0, List.of(), List.copyOf(reasons), List.of());
        }
        List<Calculation.LayerShare> shares = new ArrayList<>();
        List<Calculation.Step> steps = new ArrayList<>();
        long left = line.eligibleFen();
        for (LayerRule rule : pack.layers()) {
            for (Band band : rule.bands()) {
                if (band.fits(facts.applicantRegion(), facts.providerRegion())) {
                    long wanted = Math.min(left, wanted(line.eligibleFen(), rule.layer(), band, steps));
                    long paid = through(wanted, limits(rule.layer(), band), reasons, steps);
                    shares.add(new Calculation.LayerShare(rule.layer(), band.rateBp(), paid));
                    left -= paid;
                    break;
                }
            }
        }
        long sum = shares.stream().mapToLong(Calculation.LayerShare::subsidyFen).reduce(0, Math::addExact);
        return new Calculation.Line(sum, shares, List.copyOf(reasons), steps);
    }

    private Set<Reason> exclusions(Case.Line line) {
        Set<Reason> reasons = new TreeSet<>();
        if (!pack.serves(facts.applicantRegion(), facts.providerRegion())) {
            reasons.add(Reason.REGION_EXCLUDED);
        }
        if (!pack.admits(facts.kind(), facts.titles())) {
            reasons.add(Reason.APPLICANT_EXCLUDED);
        }
        if (!pack.subsidises(line.service(), facts.serviceDate())) {
            reasons.add(Reason.SERVICE_EXCLUDED);
        }
        if (line.fundedByPack() != null) {
            reasons.add(Reason.ALREADY_FUNDED);
        }
        return reasons;
    }

    private long wanted(long eligibleFen, Layer layer, Band band, List<Calculation.Step> steps) {
        long raw = new Fen(eligibleFen)
                .timesFraction(band.rateBp(), BP, RoundingMode.FLOOR)
                .value();
        long floored = pack.rounding().floor(raw);
        String arithmetic = layer + ": " + eligibleFen + " × " + band.rateBp() + " / " + BP + " → " + floored;
        steps.add(new Calculation.Step(arithmetic + " 分（向下取整）", arithmetic + " fen (floored)"));
        return floored;
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
        limits.add(Limit.cap("本区域组合额度余额", "left of the cell's cap", band.capFen(), facts.usedFen()));
        Integer share = band.fundShareBp();
        Long fund = facts.yearFundFen();
        if (share != null && fund != null) {
            long quota =
                    new Fen(fund).timesFraction(share, BP, RoundingMode.FLOOR).value();
            limits.add(Limit.cap("本区域组合资金份额余额", "left of the cell's share of the fund", quota, facts.cellUsedFen()));
        }
        return limits;
    }

    private static long through(long wanted, List<Limit> limits, Set<Reason> reasons, List<Calculation.Step> steps) {
        long paid = wanted;
        for (Limit limit : limits) {
            if (limit.left() < wanted) {
                reasons.add(limit.reason());
                steps.add(limit.step());
                paid = Math.min(paid, limit.left());
            }
        }
        for (Limit limit : limits) {
            limit.take(paid);
        }
        return paid;
    }
}
