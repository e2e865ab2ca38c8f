package io.weiyi.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Spreads the models over the owners and gives every instrument its worth, rules, prices and liveliness. */
final class InstrumentPlan {

    static final int COUNT = 1830;

    /** 12.5亿元 in yuan: what the user's instruments are worth together. */
    static final long WORTH_YUAN = 1_250_000_000L;

    static final int DEVICES = 20;
    static final int LAB_PCS = 2;

    /** Inner ids of the instruments for tests from outside, with the model each is. */
    static final List<DemoText.Pair> OPEN_INSTRUMENTS = List.of(
            new DemoText.Pair("DEMO-INSTANT", "Sigma 300"),
            new DemoText.Pair("DEMO-APPROVAL", "D8 ADVANCE"),
            new DemoText.Pair("DEMO-TRAINED", "Dimension Icon"),
            new DemoText.Pair("DEMO-UNMETERED", "1260 Infinity II"));

    private static final int SHARE_MAX = 1_000_000;

    private final DemoCatalogue catalogue;
    private final DemoTimes times;
    private final List<DemoOrganisation> organisations;
    private final PeoplePlan.Result people;
    private final Map<ProviderKind, List<Integer>> owners = new EnumMap<>(ProviderKind.class);
    private final Map<Integer, Integer> ownerWeights = new HashMap<>();
    private final Draw draw = Draw.stream("instruments");
    private final TariffPlan tariffs;

    private InstrumentPlan(
            DemoCatalogue catalogue, DemoTimes times, List<DemoOrganisation> organisations, PeoplePlan.Result people) {
        this.catalogue = catalogue;
        this.times = times;
        this.organisations = organisations;
        this.people = people;
        this.tariffs = new TariffPlan(times, "tariffs");
        Draw sizes = Draw.stream("owner-sizes");
        for (DemoOrganisation organisation : organisations) {
            organisation.providerKind().ifPresent(kind -> {
                owners.computeIfAbsent(kind, k -> new ArrayList<>()).add(organisation.no());
                ownerWeights.put(organisation.no(), sizes.between(20, 100));
            });
        }
        ownerWeights.put(OrganisationPlan.OWNER_P, 130);
        ownerWeights.put(OrganisationPlan.OWNER_Q, 130);
    }

    static List<DemoInstrument> make(
            DemoCatalogue catalogue, DemoTimes times, List<DemoOrganisation> organisations, PeoplePlan.Result people) {
        InstrumentPlan plan = new InstrumentPlan(catalogue, times, organisations, people);
        List<Placed> placed = plan.placed();
        List<Long> worths = plan.worths(placed);
        return Metered.choose(plan.finish(placed, worths));
    }

    /** A copy of a model at its owner. */
    private record Placed(DemoCatalogue.Model model, int owner, String innerId) {}

    private List<Placed> placed() {
        List<DemoCatalogue.Model> copies = copies(COUNT - OPEN_INSTRUMENTS.size());
        draw.shuffle(copies);
        List<Placed> placed = new ArrayList<>();
        for (DemoText.Pair open : OPEN_INSTRUMENTS) {
            placed.add(new Placed(catalogue.modelNamed(open.right()), OrganisationPlan.OWNER_P, open.left()));
        }
        Map<Integer, Integer> serials = new HashMap<>();
        Set<String> atOwner = new HashSet<>();
        for (DemoCatalogue.Model model : copies) {
            int owner = owner(model, atOwner);
            int serial = serials.merge(owner, 1, Integer::sum);
            String innerId = String.format(
                    Locale.ROOT,
                    "%s%03d-%s-%03d",
                    organisations.get(owner).providerKind().orElseThrow().name().charAt(0),
                    owner,
                    model.family().classCode().substring(0, 4),
                    serial);
            placed.add(new Placed(model, owner, innerId));
        }
        return placed;
    }

    /** Each model as often as its weight asks for; largest remainders fill up to the exact count. */
    private List<DemoCatalogue.Model> copies(int count) {
        List<DemoCatalogue.Model> models = catalogue.models();
        int sum = models.stream().mapToInt(DemoCatalogue.Model::weight).sum();
        int[] floors = new int[models.size()];
        List<Integer> byRemainder = new ArrayList<>();
        int given = 0;
        for (int i = 0; i < floors.length; i++) {
            floors[i] = models.get(i).weight() * count / sum;
            given += floors[i];
            byRemainder.add(i);
        }
        byRemainder.sort(Comparator.<Integer>comparingInt(i -> -(models.get(i).weight() * count % sum))
                .thenComparingInt(i -> i));
        for (int i = 0; given < count; i++, given++) {
            floors[byRemainder.get(i)]++;
        }
        List<DemoCatalogue.Model> copies = new ArrayList<>();
        for (int i = 0; i < floors.length; i++) {
            for (int n = 0; n < floors[i]; n++) {
                copies.add(models.get(i));
            }
        }
        return copies;
    }

    /** An owner whose kind suits the class; owners seldom buy the same model twice. */
    private int owner(DemoCatalogue.Model model, Set<String> atOwner) {
        Map<ProviderKind, Integer> homes =
                catalogue.topClassOf(model.family().classCode()).homes();
        ProviderKind[] kinds = ProviderKind.values();
        int[] kindWeights = new int[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            kindWeights[i] = homes.getOrDefault(kinds[i], 0);
        }
        int owner = 0;
        for (int tries = 0; tries < 6; tries++) {
            List<Integer> candidates = owners.getOrDefault(kinds[draw.weighted(kindWeights)], List.of());
            int[] weights = candidates.stream().mapToInt(ownerWeights::get).toArray();
            owner = candidates.get(draw.weighted(weights));
            if (atOwner.add(owner + ":" + model.model())) {
                return owner;
            }
        }
        return owner;
    }

    /** Worths inside each model's price range, shifted together until they sum to the city's total. */
    private List<Long> worths(List<Placed> placed) {
        Draw prices = Draw.stream("worth");
        int[] shares =
                placed.stream().mapToInt(p -> prices.between(0, SHARE_MAX)).toArray();
        int low = -SHARE_MAX;
        int high = SHARE_MAX;
        while (low < high) {
            int middle = Math.floorDiv(low + high, 2);
            if (sum(placed, shares, middle) < WORTH_YUAN) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        List<Long> worths = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            worths.add(worthYuan(placed.get(i).model(), shares[i] + low));
        }
        return worths;
    }

    private static long sum(List<Placed> placed, int[] shares, int shift) {
        long sum = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += worthYuan(placed.get(i).model(), shares[i] + shift);
        }
        return sum;
    }

    private static long worthYuan(DemoCatalogue.Model model, int share) {
        int inside = Math.max(0, Math.min(SHARE_MAX, share));
        long yuan = model.priceLowYuan() + (model.priceHighYuan() - model.priceLowYuan()) * inside / SHARE_MAX;
        return yuan / 100 * 100;
    }

    private List<DemoInstrument> finish(List<Placed> placed, List<Long> worths) {
        List<DemoInstrument> made = new ArrayList<>();
        for (int no = 0; no < placed.size(); no++) {
            Placed at = placed.get(no);
            boolean open = no < OPEN_INSTRUMENTS.size();
            made.add(open ? openInstrument(no, at, worths.get(no)) : instrument(no, at, worths.get(no)));
        }
        return made;
    }

    private DemoInstrument openInstrument(int no, Placed at, long worthYuan) {
        DemoRules rules = DemoRules.open(
                at.innerId().equals("DEMO-APPROVAL"), at.innerId().equals("DEMO-TRAINED"));
        return new DemoInstrument(
                no,
                at.innerId(),
                at.owner(),
                organisations.get(at.owner()).area(),
                at.model(),
                at.model().nameZh(),
                worthYuan * 100,
                times.historyFrom().minusYears(3).withMonth(6),
                "NORMAL",
                "EXTERNAL",
                true,
                people.chiefOf(at.owner()),
                phone(no),
                "创新楼1层10" + (no + 1) + "室",
                rules,
                tariffs.open(at.innerId().equals("DEMO-UNMETERED") ? "BOOKED" : "ACTIVE"),
                0,
                DemoInstrument.Metering.NONE);
    }

    private DemoInstrument instrument(int no, Placed at, long worthYuan) {
        DemoOrganisation owner = organisations.get(at.owner());
        String status = List.of("NORMAL", "SOMETIMES_FAULTY", "OFTEN_FAULTY", "WAITING_REPAIR", "WAITING_SCRAP")
                .get(draw.weighted(940, 30, 6, 18, 6));
        String shareMode = List.of("EXTERNAL", "INTERNAL", "NONE").get(draw.weighted(88, 8, 4));
        boolean bookable =
                shareMode.equals("EXTERNAL") && (status.equals("NORMAL") || status.equals("SOMETIMES_FAULTY"));
        List<Integer> staff = people.of(at.owner());
        return new DemoInstrument(
                no,
                at.innerId(),
                at.owner(),
                owner.area(),
                at.model(),
                at.model().nameZh(),
                worthYuan * 100,
                beganOn(),
                status,
                shareMode,
                bookable,
                staff.get(draw.between(0, Math.min(1, staff.size() - 1))),
                phone(no),
                location(),
                DemoRules.drawn(draw, at.model().family().hourYuan()),
                tariffs.of(at.model().family()),
                bookable ? liveliness() : 0,
                DemoInstrument.Metering.NONE);
    }

    /** A few instruments are used every day, most now and then, some hardly ever. */
    private int liveliness() {
        return switch (draw.weighted(7, 20, 49, 24)) {
            case 0 -> draw.between(130, 270);
            case 1 -> draw.between(40, 90);
            case 2 -> draw.between(10, 30);
            default -> draw.between(0, 6);
        };
    }

    private LocalDate beganOn() {
        int newest = times.historyFrom().getYear() - 1;
        int year = newest - Math.min(draw.between(0, 15), draw.between(0, 15));
        return LocalDate.of(year, draw.between(1, 12), draw.between(1, 28));
    }

    private String location() {
        String building = draw.pick(List.of("科研楼", "实验楼", "分析测试楼", "工程中心", "检测大楼", "材料楼", "综合楼"));
        return building + draw.pick(List.of("A座", "B座", "")) + draw.between(1, 6) + "层" + draw.between(101, 125) + "室";
    }

    /** No local number of the city begins with a zero, so these ring nowhere. */
    private static String phone(int no) {
        return String.format(Locale.ROOT, "0631-000%04d", no + 1);
    }
}
