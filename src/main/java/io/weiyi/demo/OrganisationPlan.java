package io.weiyi.demo;

import io.weiyi.kernel.id.CreditCode;
import io.weiyi.kernel.time.BusinessTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Makes the organisations and the national list of technology SMEs, of which all but a few are members. */
final class OrganisationPlan {

    /** Owner P and owner Q of the demo accounts, then firm A and firm B. */
    static final int OWNER_P = 0;

    static final int OWNER_Q = 1;
    static final int FIRM_A = 2;
    static final int FIRM_B = 3;

    static final int TECH_SMES_LISTED = 2689;
    static final int TECH_SMES_REGISTERED = 2665;
    private static final int OTHER_FIRMS = 128;
    private static final int WAITING_FIRMS = 6;

    private static final String CODE_CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static final int[] BODY_WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};

    private final DemoCatalogue catalogue;
    private final DemoTimes times;
    private final Draw draw = Draw.stream("organisations");
    private final DemoNames names = new DemoNames(Draw.stream("organisation-names"));
    private final Set<String> codes = new HashSet<>();
    private final List<DemoOrganisation> made = new ArrayList<>();
    private final List<TechSmeEntry> entries = new ArrayList<>();

    private OrganisationPlan(DemoCatalogue catalogue, DemoTimes times) {
        this.catalogue = catalogue;
        this.times = times;
    }

    /** The organisations in plan order and the national list. */
    record Result(List<DemoOrganisation> organisations, List<TechSmeEntry> techSmes) {}

    static Result make(DemoCatalogue catalogue, DemoTimes times) {
        OrganisationPlan plan = new OrganisationPlan(catalogue, times);
        plan.demoParties();
        plan.providers();
        plan.firms();
        plan.strangers();
        return new Result(List.copyOf(plan.made), List.copyOf(plan.entries));
    }

    private void demoParties() {
        int huancui = areaIndex("huancui");
        int torch = areaIndex("torch");
        provider(
                ProviderKind.INSTITUTE,
                torch,
                new DemoText.Pair("威海海岚先进材料研究院", "Weihai Hailan Institute of Advanced Materials"));
        provider(ProviderKind.TEST_CENTRE, huancui, new DemoText.Pair("威海屿衡检验检测中心", "Weihai Yuheng Testing Centre"));
        firm(
                huancui,
                new DemoText.Pair("威海澜启新材料科技有限公司", "Weihai Lanqi Advanced Materials Technology Co., Ltd."),
                "SMALL",
                true);
        firm(huancui, new DemoText.Pair("威海珩川海洋装备有限公司", "Weihai Hengchuan Marine Equipment Co., Ltd."), "MICRO", true);
    }

    private void providers() {
        providersOf(
                ProviderKind.UNIVERSITY,
                8,
                List.of(pair("大学", "University"), pair("学院", "College"), pair("职业技术大学", "Polytechnic")));
        providersOf(
                ProviderKind.INSTITUTE,
                23,
                List.of(
                        pair("海洋研究所", "Institute of Oceanography"),
                        pair("新材料研究院", "Institute of New Materials"),
                        pair("产业技术研究院", "Institute of Industrial Technology"),
                        pair("光电技术研究所", "Institute of Optoelectronics"),
                        pair("环境科学研究院", "Academy of Environmental Sciences"),
                        pair("渔业科学研究所", "Fisheries Research Institute"),
                        pair("智能制造研究院", "Institute of Intelligent Manufacturing")));
        providersOf(
                ProviderKind.HOSPITAL,
                13,
                List.of(
                        pair("医院", "Hospital"),
                        pair("中心医院", "Central Hospital"),
                        pair("肿瘤医院", "Cancer Hospital"),
                        pair("口腔医院", "Stomatological Hospital")));
        providersOf(
                ProviderKind.TEST_CENTRE,
                37,
                List.of(
                        pair("检验检测中心", "Testing Centre"),
                        pair("计量测试所", "Institute of Metrology"),
                        pair("食品药品检测中心", "Food and Drug Testing Centre"),
                        pair("环境监测中心", "Environmental Monitoring Centre"),
                        pair("产品质量检验所", "Product Quality Inspection Institute"),
                        pair("纺织品检测中心", "Textile Testing Centre"),
                        pair("海洋环境监测站", "Marine Environment Monitoring Station")));
        for (int i = 0; i < 37; i++) {
            int area = area(true);
            provider(ProviderKind.COMPANY, area, names.firm(place(area)));
        }
    }

    private void providersOf(ProviderKind kind, int count, List<DemoText.Pair> endings) {
        for (int i = 0; i < count; i++) {
            int area = area(true);
            DemoText.Pair stem = names.stem();
            DemoText.Pair ending = endings.get(i % endings.size());
            DemoText.Pair place = place(area);
            provider(
                    kind,
                    area,
                    pair(
                            place.left() + stem.left() + ending.left(),
                            place.right() + " " + stem.right() + " " + ending.right()));
        }
    }

    private void firms() {
        for (int i = 2; i < TECH_SMES_REGISTERED; i++) {
            int area = area(false);
            firm(
                    area,
                    names.firm(place(area)),
                    List.of("MICRO", "SMALL", "MEDIUM").get(draw.weighted(45, 45, 10)),
                    true);
        }
        for (int i = 0; i < OTHER_FIRMS; i++) {
            int area = area(false);
            firm(
                    area,
                    names.firm(place(area)),
                    List.of("SMALL", "MEDIUM", "LARGE").get(draw.weighted(40, 40, 20)),
                    false);
        }
        for (int i = 0; i < WAITING_FIRMS; i++) {
            int area = i < 3 ? areaIndex("huancui") : area(false);
            Instant at = times.now().minusSeconds(draw.between(3_600L, 6L * 86_400));
            add(area, names.firm(place(area)), "FIRM", "MICRO", Optional.empty(), false, "SUBMITTED", at);
        }
    }

    /** Technology SMEs that the national database lists and the network has not won yet. */
    private void strangers() {
        Draw strangers = Draw.stream("tech-sme-strangers");
        for (int i = 0; i < TECH_SMES_LISTED - TECH_SMES_REGISTERED; i++) {
            int area = strangers.between(0, catalogue.areas().size() - 1);
            listAsTechSme(code("91", regionOf(area)), names.firm(place(area)).left(), regionOf(area));
        }
    }

    private void provider(ProviderKind kind, int area, DemoText.Pair name) {
        boolean company = kind == ProviderKind.COMPANY;
        add(
                area,
                name,
                company ? "FIRM" : kind.name(),
                company ? "LARGE" : "NONE",
                Optional.of(kind),
                false,
                "ACTIVE",
                joined());
    }

    private void firm(int area, DemoText.Pair name, String sizeClass, boolean techSme) {
        add(area, name, "FIRM", sizeClass, Optional.empty(), techSme, "ACTIVE", joined());
    }

    private void add(
            int area,
            DemoText.Pair name,
            String kind,
            String sizeClass,
            Optional<ProviderKind> provider,
            boolean techSme,
            String status,
            Instant joinedAt) {
        String region = regionOf(area);
        String code = code(kind.equals("FIRM") ? "91" : "12", region);
        made.add(new DemoOrganisation(
                made.size(),
                code,
                name.left(),
                name.right(),
                area,
                region,
                kind,
                sizeClass,
                provider,
                techSme,
                status,
                address(area),
                joinedAt));
        if (techSme) {
            listAsTechSme(code, name.left(), region);
        }
    }

    /** An entry is renewed every spring; only the one that is valid now and those that history needs are listed. */
    private void listAsTechSme(String code, String nameZh, String region) {
        int serial = entries.size() + 1;
        LocalDate from = LocalDate.of(times.historyFrom().getYear() - 1, 4, 1);
        for (; !from.isAfter(times.today()); from = from.plusYears(1)) {
            String number = String.format(Locale.ROOT, "%d%s08%06d", from.getYear(), region, serial);
            entries.add(new TechSmeEntry(code, nameZh, number, from, from.plusYears(1)));
        }
    }

    private Instant joined() {
        long from = BusinessTime.startOf(LocalDate.of(2016, 1, 1)).getEpochSecond();
        return Instant.ofEpochSecond(draw.between(from, times.historyStart().getEpochSecond()));
    }

    private int area(boolean provider) {
        return draw.weighted(catalogue.areas().stream()
                .mapToInt(a -> provider ? a.providerWeight() : a.firmWeight())
                .toArray());
    }

    private int areaIndex(String key) {
        for (int i = 0; i < catalogue.areas().size(); i++) {
            if (catalogue.areas().get(i).key().equals(key)) {
                return i;
            }
        }
        throw new IllegalStateException("No area " + key);
    }

    private DemoText.Pair place(int area) {
        return switch (catalogue.areas().get(area).key()) {
            case "wendeng" -> pair("文登", "Wendeng");
            case "rongcheng" -> pair("荣成", "Rongcheng");
            case "rushan" -> pair("乳山", "Rushan");
            default -> pair("威海", "Weihai");
        };
    }

    private String regionOf(int area) {
        String code = catalogue.areas().get(area).code();
        return code.isEmpty() ? "371000" : code;
    }

    private String address(int area) {
        List<String> roads = List.of("澄海路", "观澜街", "泊岸路", "知行大道", "碧浪街", "凌波路", "望岳路", "创智街");
        return "威海市" + catalogue.areas().get(area).nameZh() + draw.pick(roads) + draw.between(1, 399) + "号";
    }

    /** A code that passes both check digits: that of GB 11714 inside and that of GB 32100 at the end. */
    private String code(String prefix, String region) {
        while (true) {
            StringBuilder body = new StringBuilder("MA");
            int sum = value('M') * BODY_WEIGHTS[0] + value('A') * BODY_WEIGHTS[1];
            for (int i = 2; i < BODY_WEIGHTS.length; i++) {
                char c = CODE_CHARS.charAt(draw.between(0, CODE_CHARS.length() - 1));
                body.append(c);
                sum += value(c) * BODY_WEIGHTS[i];
            }
            int check = 11 - sum % 11;
            body.append(check == 10 ? 'X' : check == 11 ? '0' : (char) ('0' + check));
            String first17 = prefix + region + body;
            String code = first17 + CreditCode.checkCharacter(first17);
            if (codes.add(code)) {
                return code;
            }
        }
    }

    private static int value(char c) {
        return c <= '9' ? c - '0' : c - 'A' + 10;
    }

    private static DemoText.Pair pair(String left, String right) {
        return new DemoText.Pair(left, right);
    }
}
