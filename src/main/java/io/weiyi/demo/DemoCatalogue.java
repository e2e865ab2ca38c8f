package io.weiyi.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the text files of the demo city say: classes, families of instruments, models, areas, channels, synonyms. */
record DemoCatalogue(
        List<InstrumentClass> classes,
        List<Model> models,
        List<Family> families,
        List<Area> areas,
        List<Channel> channels,
        List<List<String>> synonyms) {

    /** A class of instruments with its six-digit code of 2+2+2 digits. */
    record InstrumentClass(String code, String nameZh, String nameEn, Map<ProviderKind, Integer> homes) {
        boolean top() {
            return code.endsWith("0000");
        }
    }

    /** Instruments that do the same work and share words, prices and tests. */
    record Family(
            String key,
            String classCode,
            String channel,
            int hourYuan,
            int sampleYuan,
            int setUpYuan,
            int turnaroundDays,
            String function,
            String serviceContent,
            String sampleRequirement,
            List<DemoText.Pair> tests) {}

    /** A make and model that is really sold. */
    record Model(
            Family family,
            String nameZh,
            String nameEn,
            String model,
            String manufacturer,
            String nation,
            long priceLowYuan,
            long priceHighYuan,
            int weight,
            String technical,
            List<DemoText.Pair> accessories) {}

    /** An area of the city with its reviewing office; {@code code} is empty where there is none. */
    record Area(
            String key,
            String code,
            String nameZh,
            String nameEn,
            String officeZh,
            int firmWeight,
            int providerWeight) {}

    /** A service channel (服务频道). */
    record Channel(String code, String nameZh, String nameEn) {}

    static DemoCatalogue load() {
        List<InstrumentClass> classes = new ArrayList<>();
        for (List<String> row : DemoText.rows("classes", 4)) {
            classes.add(new InstrumentClass(row.get(0), row.get(1), row.get(2), homes(row.get(3))));
        }
        Map<String, Family> families = new LinkedHashMap<>();
        for (List<String> row : DemoText.rows("families", 11)) {
            families.put(row.get(0), family(row));
        }
        List<Model> models = new ArrayList<>();
        for (List<String> row : DemoText.rows("models", 11)) {
            models.add(model(row, families));
        }
        List<Area> areas = new ArrayList<>();
        for (List<String> row : DemoText.rows("areas", 7)) {
            areas.add(new Area(
                    row.get(0),
                    row.get(1),
                    row.get(2),
                    row.get(3),
                    row.get(4),
                    Integer.parseInt(row.get(5)),
                    Integer.parseInt(row.get(6))));
        }
        List<Channel> channels = new ArrayList<>();
        for (List<String> row : DemoText.rows("channels", 3)) {
            channels.add(new Channel(row.get(0), row.get(1), row.get(2)));
        }
        return new DemoCatalogue(
                List.copyOf(classes),
                List.copyOf(models),
                List.copyOf(families.values()),
                List.copyOf(areas),
                List.copyOf(channels),
                DemoText.rows("synonyms", 2));
    }

    /** The class of the top level that a code belongs to. */
    InstrumentClass topClassOf(String code) {
        String top = code.substring(0, 2) + "0000";
        return classes.stream()
                .filter(c -> c.code().equals(top))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No top class for " + code));
    }

    Model modelNamed(String model) {
        return models.stream()
                .filter(m -> m.model().equals(model))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No model " + model));
    }

    private static Map<ProviderKind, Integer> homes(String cell) {
        Map<ProviderKind, Integer> homes = new HashMap<>();
        if (!cell.isEmpty()) {
            for (String part : cell.split(" ")) {
                homes.put(ProviderKind.ofLetter(part.charAt(0)), Integer.parseInt(part.substring(2)));
            }
        }
        return Map.copyOf(homes);
    }

    private static Family family(List<String> row) {
        return new Family(
                row.get(0),
                row.get(1),
                row.get(2),
                Integer.parseInt(row.get(3)),
                Integer.parseInt(row.get(4)),
                Integer.parseInt(row.get(5)),
                Integer.parseInt(row.get(6)),
                row.get(7),
                row.get(8),
                row.get(9),
                DemoText.pairs(row.get(10), '@'));
    }

    private static Model model(List<String> row, Map<String, Family> families) {
        Family family = families.get(row.get(0));
        if (family == null) {
            throw new IllegalStateException("No family " + row.get(0) + " for " + row.get(3));
        }
        return new Model(
                family,
                row.get(1),
                row.get(2),
                row.get(3),
                row.get(4),
                row.get(5),
                Long.parseLong(row.get(6)),
                Long.parseLong(row.get(7)),
                Integer.parseInt(row.get(8)),
                row.get(9),
                DemoText.pairs(row.get(10), '='));
    }
}
