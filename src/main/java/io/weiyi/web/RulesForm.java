package io.weiyi.web;

import io.weiyi.booking.Admits;
import io.weiyi.booking.RuleSheet;
import io.weiyi.kernel.problem.Checks;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The booking rules of an instrument as a manager wrote them (预约规则表单), shown again unchanged when something is wrong. */
public record RulesForm(
        boolean approval,
        boolean training,
        boolean holidays,
        String admits,
        List<Figure> figures,
        List<String> hours,
        String validFrom) {

    private static final List<String> NEEDED = List.of(
            "stepMinutes",
            "minMinutes",
            "maxMinutes",
            "leadMinutes",
            "horizonDays",
            "bufferBeforeMinutes",
            "bufferAfterMinutes",
            "cancelFreeMinutes",
            "noShowGraceMinutes",
            "approvalHours",
            "noShowPoints",
            "lateCancelPoints",
            "overtimePoints",
            "earlyStartPoints");
    private static final List<String> LIMITS =
            List.of("personWeekMinutes", "organisationWeekMinutes", "creditFloor", "banAfterNoShows", "banDays");

    public RulesForm {
        figures = List.copyOf(figures);
        hours = List.copyOf(hours);
    }

    /** A number with the name of its rule; one that is optional may stay empty, which is no limit. */
    public record Figure(String name, String text, boolean optional) {}

    /** The name under which the hours of a weekday are refused. */
    public String hoursField(int weekday) {
        return "hours" + weekday;
    }

    static RulesForm of(RuleSheet s, List<String> hours, LocalDate from) {
        Map<String, @Nullable Integer> values = new LinkedHashMap<>();
        values.put("stepMinutes", s.stepMinutes());
        values.put("minMinutes", s.minMinutes());
        values.put("maxMinutes", s.maxMinutes());
        values.put("leadMinutes", s.leadMinutes());
        values.put("horizonDays", s.horizonDays());
        values.put("bufferBeforeMinutes", s.bufferBeforeMinutes());
        values.put("bufferAfterMinutes", s.bufferAfterMinutes());
        values.put("cancelFreeMinutes", s.cancelFreeMinutes());
        values.put("noShowGraceMinutes", s.noShowGraceMinutes());
        values.put("approvalHours", s.approvalHours());
        values.put("noShowPoints", s.noShowPoints());
        values.put("lateCancelPoints", s.lateCancelPoints());
        values.put("overtimePoints", s.overtimePoints());
        values.put("earlyStartPoints", s.earlyStartPoints());
        values.put("personWeekMinutes", s.personWeekMinutes());
        values.put("organisationWeekMinutes", s.organisationWeekMinutes());
        values.put("creditFloor", s.creditFloor());
        values.put("banAfterNoShows", s.banAfterNoShows());
        values.put("banDays", s.banDays());
        List<Figure> figures = new ArrayList<>();
        values.forEach((name, value) ->
                figures.add(new Figure(name, value == null ? "" : value.toString(), LIMITS.contains(name))));
        return new RulesForm(
                s.approval(),
                s.trainingRequired(),
                s.followsHolidays(),
                s.admits().name(),
                figures,
                hours,
                from.toString());
    }

    /** Puts the columns of the form together; a rule that was not sent is empty. */
    static List<Figure> figures(@Nullable List<String> names, @Nullable List<String> values) {
        Map<String, String> sent = new LinkedHashMap<>();
        for (int i = 0; names != null && values != null && i < Math.min(names.size(), values.size()); i++) {
            sent.put(names.get(i), Inputs.text(values.get(i)));
        }
        List<Figure> figures = new ArrayList<>();
        NEEDED.forEach(name -> figures.add(new Figure(name, sent.getOrDefault(name, ""), false)));
        LIMITS.forEach(name -> figures.add(new Figure(name, sent.getOrDefault(name, ""), true)));
        return figures;
    }

    /** The rules that are wanted; what is no number is a validation problem. */
    RuleSheet read() {
        Checks checks = new Checks();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (Figure figure : figures) {
            boolean number = figure.text().matches("\\d{1,6}");
            checks.require(
                    number || (figure.optional() && figure.text().isEmpty()), figure.name(), "must be a whole number");
            if (number) {
                numbers.put(figure.name(), Integer.valueOf(figure.text()));
            }
        }
        Admits who = Admits.ANYONE;
        try {
            who = Admits.valueOf(admits);
        } catch (IllegalArgumentException e) {
            checks.add("admits", "is unknown");
        }
        checks.require(Inputs.day(validFrom).isPresent(), "validFrom", "must be a date");
        checks.orThrow();
        return sheet(who, numbers);
    }

    private RuleSheet sheet(Admits who, Map<String, Integer> n) {
        return new RuleSheet(
                approval,
                training,
                who,
                holidays,
                n.getOrDefault("stepMinutes", 0),
                n.getOrDefault("minMinutes", 0),
                n.getOrDefault("maxMinutes", 0),
                n.getOrDefault("leadMinutes", 0),
                n.getOrDefault("horizonDays", 0),
                n.getOrDefault("bufferBeforeMinutes", 0),
                n.getOrDefault("bufferAfterMinutes", 0),
                n.getOrDefault("cancelFreeMinutes", 0),
                n.getOrDefault("noShowGraceMinutes", 0),
                n.getOrDefault("approvalHours", 0),
                n.get("personWeekMinutes"),
                n.get("organisationWeekMinutes"),
                n.get("creditFloor"),
                n.getOrDefault("noShowPoints", 0),
                n.getOrDefault("lateCancelPoints", 0),
                n.getOrDefault("overtimePoints", 0),
                n.getOrDefault("earlyStartPoints", 0),
                n.get("banAfterNoShows"),
                n.get("banDays"));
    }
}
