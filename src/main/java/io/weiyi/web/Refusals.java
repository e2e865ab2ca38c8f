package io.weiyi.web;

import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.problem.Violation;
import jakarta.enterprise.context.RequestScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells a refusal in the reader's language: what a façade throws in English becomes words of the page. */
@RequestScoped
class Refusals {

    private static final Pattern AT_MOST = Pattern.compile("must have at most (\\d+) characters");

    private final Frame frame;

    Refusals(Frame frame) {
        this.frame = frame;
    }

    /** The errors of a form with these fields; a violation of another field is told above the form. */
    FormErrors of(Problem problem, Set<String> fields) {
        WhyWords why = frame.words(WhyWords.class);
        List<Violation> violations = violations(problem);
        if (violations.isEmpty()) {
            return new FormErrors(text(problem), Map.of(), more(problem));
        }
        Map<String, String> byField = new LinkedHashMap<>();
        List<String> loose = new ArrayList<>();
        for (Violation violation : violations) {
            String message = message(violation, why);
            if (fields.contains(violation.field())) {
                byField.putIfAbsent(violation.field(), message);
            } else {
                loose.add(violation.field() + ": " + message);
            }
        }
        return new FormErrors(why.heading(), byField, loose);
    }

    /** One sentence for the whole refusal. */
    String text(Problem problem) {
        WhyWords why = frame.words(WhyWords.class);
        Object reason = problem.members().get("reason");
        if (problem.type().equals("/problems/booking-refused") && reason != null) {
            return why.reason(reason.toString());
        }
        if (problem.type().equals("/problems/booking-overlap")) {
            return why.overlap();
        }
        return switch (problem.status()) {
            case 400 -> why.malformed();
            case 401 -> why.unauthenticated();
            case 403 -> why.forbidden();
            case 404, 405 -> why.notFound();
            case 409 -> why.conflict();
            case 412 -> why.stale();
            case 413 -> why.tooLarge();
            case 422 -> why.wrongInput();
            case 429 -> why.lockedOut();
            default -> why.unexpected();
        };
    }

    private List<String> more(Problem problem) {
        List<String> lines = new ArrayList<>();
        Map<String, Object> members = problem.members();
        if (members.get("rule") instanceof String rule && members.get("value") instanceof String value) {
            lines.add(RuleText.of(frame, rule, value));
        }
        if (problem.members().get("nearest") instanceof List<?> nearest && !nearest.isEmpty()) {
            lines.add(frame.words(WhyWords.class).nearest());
            nearest.forEach(window -> lines.add(NearestText.of(window)));
        }
        return lines;
    }

    private static List<Violation> violations(Problem problem) {
        List<Violation> found = new ArrayList<>();
        if (problem.members().get("violations") instanceof List<?> list) {
            list.forEach(item -> {
                if (item instanceof Violation violation) {
                    found.add(violation);
                }
            });
        }
        return found;
    }

    private String message(Violation violation, WhyWords why) {
        String said = violation.message();
        Matcher atMost = AT_MOST.matcher(said);
        if (atMost.matches()) {
            return why.tooLong(atMost.group(1));
        }
        if (!frame.zh()) {
            return Character.toUpperCase(said.charAt(0)) + said.substring(1);
        }
        return switch (said) {
            case "must not be empty" -> why.empty();
            case "is unknown" -> why.unknown();
            case "must be a date and time" -> why.badTime();
            case "must be a date" -> why.badDate();
            case "must be after the start" -> why.badRange();
            case "must be a whole number" -> why.badNumber();
            case "must be a mobile number of eleven digits" -> why.badMobile();
            case "must have six digits", "is wrong or no longer good; ask for a new one" -> why.badOneTimeCode();
            case "must have 8 to 128 characters" -> why.shortPassword();
            case "must not be the login name or the mobile" -> why.guessablePassword();
            case "must start with a letter and have 2 to 64 letters, digits, dots, dashes or underscores" ->
                why.badLogin();
            case "is not a valid unified social credit code of 18 characters" -> why.badCode();
            case "must be a PDF, JPEG or PNG file" -> why.badFile();
            case "may have at most 10 MB" -> why.tooLarge();
            case "must be an amount" -> why.badAmount();
            case "must be a JPEG or PNG image" -> why.badImage();
            case "may have at most 40 million pixels" -> why.tooManyPixels();
            case "must be yes or no" -> why.yesOrNo();
            case "must be the address of a WeCom or DingTalk robot" -> why.badRobot();
            case "must not lie in the past, because a tariff exists already" -> why.pastDay();
            case "a version starts at this moment already" -> why.taken();
            case "must be one of the areas", "must be MICRO, SMALL, MEDIUM or LARGE" -> why.choose();
            case "was handed in already and waits for its office" -> why.firmWaits();
            case "belongs to a member already; its administrator lets you in" -> why.firmKnown();
            case "must not be in the past" -> why.pastDay();
            case "must lie between 1 and 10000" -> why.badCount();
            case "is already taken", "is taken" -> why.taken();
            case "must hold at least two different words" -> why.twoTerms();
            case "it is no zip or it is damaged; export it again",
                    "it is not a file that an agent has exported",
                    "it holds something that no agent writes",
                    "its certificate request cannot be read" -> why.badExport();
            case "it holds more than a file may; export it in parts" -> why.tooLarge();
            case "the device is not one of yours", "its enrolment code is not one of yours" -> why.foreignExport();
            case "the agent is not enrolled yet; export it with an enrolment code" -> why.exportWithoutCode();
            case "its enrolment code is unknown, used or expired" -> why.exportCode();
            default -> why.generic();
        };
    }
}
