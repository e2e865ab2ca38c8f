package io.weiyi.catalog;

import io.weiyi.identity.AreaInfo;
import io.weiyi.kernel.problem.Checks;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads what people write into the fields of an instrument. Each field has one canonical text, so that two records compare
 * by their texts; Chinese words and codes are both understood.
 *
 * @param classes the codes there are
 * @param areas the areas there are
 */
record InstrumentTexts(Set<String> classes, List<AreaInfo> areas) {

    private static final Map<String, String> STATUS_WORDS = Map.of(
            "正常",
            "NORMAL",
            "偶有故障",
            "SOMETIMES_FAULTY",
            "故障频繁",
            "OFTEN_FAULTY",
            "待修",
            "WAITING_REPAIR",
            "待报废",
            "WAITING_SCRAP",
            "已停用",
            "RETIRED");
    private static final Map<String, String> SHARE_WORDS =
            Map.of("内部共享", "INTERNAL", "外部共享", "EXTERNAL", "不共享", "NONE");
    private static final Map<String, String> YES_NO =
            Map.of("是", "true", "true", "true", "1", "true", "否", "false", "false", "false", "0", "false");
    private static final int WORTH_DECIMALS_MAX = 6;
    private static final BigDecimal WORTH_MAX = new BigDecimal("1000000");
    private static final int DAYS_MAX = 365;
    private static final int YEAR_MIN = 1900;

    InstrumentTexts {
        classes = Set.copyOf(classes);
        areas = List.copyOf(areas);
    }

    /** The canonical text; what is wrong is told under the field's name. */
    String read(InstrumentField field, String written, Checks checks) {
        String name = field.wireName();
        String text = field.required()
                ? checks.text(written, name, field.lengthMax())
                : checks.optionalText(written, name, field.lengthMax());
        text = text.replace("\r\n", "\n").replace('\r', '\n');
        if (text.isEmpty()) {
            return text;
        }
        return switch (field.kind()) {
            case TEXT -> text;
            case CATEGORY -> known(classes.contains(text), text, name, checks);
            case NATION -> nation(text, name, checks);
            case WORTH -> worth(text, name, checks);
            case DATE -> date(text, name, checks);
            case AREA -> area(text, name, checks);
            case COUNT -> count(text, name, checks);
            case STATUS -> word(STATUS_WORDS, text, name, checks);
            case SHARE -> word(SHARE_WORDS, text, name, checks);
            case YES_NO -> yesNo(text, name, checks);
            case POSTAL -> {
                checks.require(text.matches("[0-9]{6}"), name, "must have six figures");
                yield text;
            }
        };
    }

    /** The text as a person reads it in a sheet. */
    String written(InstrumentField field, String canonical) {
        return switch (field.kind()) {
            case STATUS -> wordOf(STATUS_WORDS, canonical);
            case SHARE -> wordOf(SHARE_WORDS, canonical);
            case YES_NO -> canonical.equals("true") ? "是" : "否";
            case AREA ->
                areas.stream()
                        .filter(area -> String.valueOf(area.id()).equals(canonical))
                        .map(AreaInfo::nameZh)
                        .findFirst()
                        .orElse(canonical);
            default -> canonical;
        };
    }

    private static String known(boolean is, String text, String name, Checks checks) {
        checks.require(is, name, "is unknown");
        return text;
    }

    private static String nation(String text, String name, Checks checks) {
        String code = text.toUpperCase(Locale.ROOT);
        checks.require(code.matches("[A-Z]{2,3}|[0-9]{3}"), name, "must be a code of GB/T 2659, such as CHN");
        return code;
    }

    private static String worth(String text, String name, Checks checks) {
        if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,8})?")) {
            checks.add(name, "must be an amount");
            return "0";
        }
        BigDecimal wan = new BigDecimal(text);
        boolean whole = wan.stripTrailingZeros().scale() <= WORTH_DECIMALS_MAX;
        checks.require(whole && wan.compareTo(WORTH_MAX) <= 0, name, "must be an amount");
        return wan.stripTrailingZeros().toPlainString();
    }

    private static String date(String text, String name, Checks checks) {
        try {
            LocalDate day = LocalDate.parse(text.replace('/', '-'));
            checks.require(day.getYear() >= YEAR_MIN && day.getYear() <= 2200, name, "must be a date");
            return day.toString();
        } catch (DateTimeParseException e) {
            checks.add(name, "must be a date");
            return text;
        }
    }

    private String area(String text, String name, Checks checks) {
        return areas.stream()
                .filter(area -> area.nameZh().equals(text)
                        || area.nameEn().equalsIgnoreCase(text)
                        || String.valueOf(area.id()).equals(text))
                .map(area -> String.valueOf(area.id()))
                .findFirst()
                .orElseGet(() -> known(false, text, name, checks));
    }

    private static String count(String text, String name, Checks checks) {
        boolean number = text.matches("[0-9]{1,4}");
        checks.require(number && Integer.parseInt(text) <= DAYS_MAX, name, "must be a whole number");
        return number ? String.valueOf(Integer.parseInt(text)) : text;
    }

    private static String word(Map<String, String> words, String text, String name, Checks checks) {
        String code = words.getOrDefault(text, text.toUpperCase(Locale.ROOT));
        return known(words.containsValue(code), code, name, checks);
    }

    private static String yesNo(String text, String name, Checks checks) {
        String value = YES_NO.get(text.toLowerCase(Locale.ROOT));
        if (value == null) {
            checks.add(name, "must be yes or no");
            return "false";
        }
        return value;
    }

    private static String wordOf(Map<String, String> words, String code) {
        return words.entrySet().stream()
                .filter(word -> word.getValue().equals(code))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(code);
    }
}
