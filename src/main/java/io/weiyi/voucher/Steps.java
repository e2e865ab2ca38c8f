package io.weiyi.voucher;

import io.weiyi.kernel.money.Fen;
import io.weiyi.voucher.RulePack.Band;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells the way of a computation in sentences of both languages, each test and each amount in its turn. */
final class Steps {

    private final List<Calculation.Step> steps = new ArrayList<>();

    List<Calculation.Step> all() {
        return List.copyOf(steps);
    }

    /** Whether the regions exclude the line. */
    boolean region(RulePack pack, String applicant, String provider) {
        boolean served = pack.serves(applicant, provider);
        if (served) {
            add(
                    "申请单位区域 " + applicant + "、供给方区域 " + provider + " 在适用范围内",
                    "applicant of " + applicant + " and provider of " + provider + " are within its regions");
        } else {
            add(
                    "申请单位区域 " + applicant + " 或供给方区域 " + provider + " 不在适用范围内，不予补助",
                    "applicant of " + applicant + " or provider of " + provider
                            + " is outside its regions: nothing is paid");
        }
        return !served;
    }

    /** Whether the applicant's kind and titles exclude it. */
    boolean applicant(RulePack pack, ApplicantKind kind, Set<Title> titles) {
        Optional<Title> title = titles.stream()
                .filter(pack.applicantTitles()::contains)
                .sorted()
                .findFirst();
        if (pack.applicantKinds().contains(kind)) {
            add("申请单位类型符合：" + kindZh(kind), "the applicant's kind is admitted: " + kindEn(kind));
        } else if (title.isPresent()) {
            add("申请单位凭资质符合：" + titleZh(title.get()), "the applicant is admitted by its title: " + title.get());
        } else {
            add(
                    "申请单位类型和资质均不符合：" + kindZh(kind) + "，不予补助",
                    "neither kind nor titles of the applicant are admitted (" + kindEn(kind) + "): nothing is paid");
            return true;
        }
        return false;
    }

    /** Whether the service is not subsidised on that day. */
    boolean service(RulePack pack, Service service, LocalDate day) {
        boolean in = pack.subsidises(service, day);
        add(
                "服务类型 " + service + " 在 " + day + (in ? " 属补助范围" : " 不属补助范围，不予补助"),
                "service " + service + " on " + day + (in ? " is subsidised" : " is not subsidised: nothing is paid"));
        return !in;
    }

    /** Whether the line was funded before. */
    boolean funded(@Nullable String byPack) {
        if (byPack != null) {
            add(
                    "该笔费用已由 " + byPack + " 补助，不重复补助",
                    "the line was funded by " + byPack + " already: nothing is paid twice");
        }
        return byPack != null;
    }

    void noCell(Layer layer) {
        add(layerZh(layer) + "：申请单位与供给方的区域组合不补助", layerEn(layer) + ": pays nothing for this pair of regions");
    }

    void rate(Layer layer, Band band, long eligibleFen, long wantedFen) {
        add(
                layerZh(layer) + "：" + regionsZh(band) + "可补助金额 " + yuan(eligibleFen) + " × " + percent(band.rateBp())
                        + " = " + yuan(wantedFen) + "（向下取整）",
                layerEn(layer) + ": " + regionsEn(band) + yuanEn(eligibleFen) + " eligible × " + percent(band.rateBp())
                        + " = " + yuanEn(wantedFen) + " (floored)");
    }

    void deal(long capFen) {
        add("单笔上限 " + yuan(capFen), "one order gets at most " + yuanEn(capFen));
    }

    void limit(Limit limit) {
        add(
                limit.zh() + "，余 " + yuan(limit.left()) + "，至多补助此数",
                limit.en() + ": " + yuanEn(limit.left()) + " is left, and no more can be paid");
    }

    void sum(long fen) {
        add("本行补助 " + yuan(fen), "the line gets " + yuanEn(fen));
    }

    private void add(String zh, String en) {
        steps.add(new Calculation.Step(zh, Character.toUpperCase(en.charAt(0)) + en.substring(1)));
    }

    static String yuan(long fen) {
        return Fen.of(fen).toYuan() + "元";
    }

    static String yuanEn(long fen) {
        return "¥" + Fen.of(fen).toYuan();
    }

    static String percent(int basisPoints) {
        int hundredths = basisPoints % 100;
        String part = hundredths == 0
                ? ""
                : hundredths % 10 == 0 ? "." + hundredths / 10 : String.format(".%02d", hundredths);
        return basisPoints / 100 + part + "%";
    }

    private static String regionsZh(Band band) {
        List<String> parts = new ArrayList<>();
        if (band.applicantRegions() != null) {
            parts.add("申请单位属 " + list(band.applicantRegions()));
        }
        if (band.providerRegions() != null) {
            parts.add("供给方属 " + list(band.providerRegions()));
        }
        return parts.isEmpty() ? "" : String.join("、", parts) + "，";
    }

    private static String regionsEn(Band band) {
        List<String> parts = new ArrayList<>();
        if (band.applicantRegions() != null) {
            parts.add("applicant of " + list(band.applicantRegions()));
        }
        if (band.providerRegions() != null) {
            parts.add("provider of " + list(band.providerRegions()));
        }
        return parts.isEmpty() ? "" : String.join(", ", parts) + ": ";
    }

    private static String list(List<String> regions) {
        return String.join("/", regions);
    }

    private static String layerZh(Layer layer) {
        return layer == Layer.PROVINCE ? "省级" : "市级";
    }

    private static String layerEn(Layer layer) {
        return layer == Layer.PROVINCE ? "province" : "city";
    }

    private static String kindZh(ApplicantKind kind) {
        return switch (kind) {
            case SME -> "小微企业";
            case TEAM -> "创新创业团队";
            case OTHER -> "其他单位";
        };
    }

    private static String kindEn(ApplicantKind kind) {
        return switch (kind) {
            case SME -> "micro or small firm";
            case TEAM -> "registered team";
            case OTHER -> "other";
        };
    }

    private static String titleZh(Title title) {
        return switch (title) {
            case HIGH_TECH -> "高新技术企业";
            case TECH_SME -> "科技型中小企业";
            case QIANFAN -> "千帆计划企业";
        };
    }
}
