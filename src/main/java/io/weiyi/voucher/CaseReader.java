package io.weiyi.voucher;

import io.weiyi.identity.Caller;
import io.weiyi.identity.OrganisationInfo;
import io.weiyi.identity.Organisations;
import io.weiyi.identity.Role;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.problem.Checks;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a case from its JSON and from what is known of the organisations it names. Hears of every field at once. */
@ApplicationScoped
class CaseReader {

    /** A million yuan a thousand times over: beyond any budget, and still far from overflow. */
    private static final long FEN_MAX = 100_000_000_000_000L;

    private static final int LINES_MAX = 500;
    private static final Pattern REGION = Pattern.compile("[1-9]\\d{5}");

    private final Organisations organisations;

    CaseReader(Organisations organisations) {
        this.organisations = organisations;
    }

    /** The case, checked. */
    Case read(Caller caller, CalculationJson json) {
        Checks checks = new Checks();
        LocalDate date = day(checks, json.serviceDate());
        CalculationJson.Applicant applicant =
                json.applicant() == null ? new CalculationJson.Applicant(null, null, null, null) : json.applicant();
        CalculationJson.Provider provider =
                json.provider() == null ? new CalculationJson.Provider(null, null) : json.provider();
        Optional<OrganisationInfo> firm = organisation(
                checks, applicant.organisationId(), "applicant.organisationId", found -> mayName(caller, found));
        Optional<OrganisationInfo> owner =
                organisation(checks, provider.organisationId(), "provider.organisationId", found -> true);
        ApplicantKind kind = applicant.organisationId() != null && applicant.kind() == null
                ? firm.filter(found -> "FIRM".equals(found.kind()))
                        .map(found -> ApplicantKind.SME)
                        .orElse(ApplicantKind.OTHER)
                : choice(checks, applicant.kind(), ApplicantKind.class, "applicant.kind");
        Set<Title> titles = titles(checks, applicant.titles());
        if (firm.isPresent() && organisations.techSmeOn(firm.get().code(), date)) {
            titles.add(Title.TECH_SME);
        }
        CalculationJson.State state =
                json.state() == null ? new CalculationJson.State(null, null, null, null, null) : json.state();
        Map<Layer, Long> byLayer = byLayer(checks, state.usedByLayer());
        Case read = new Case(
                date,
                applicant.organisationId() == null
                        ? region(checks, applicant.regionCode(), "applicant.regionCode")
                        : firm.map(OrganisationInfo::regionCode).orElse(""),
                kind,
                titles,
                provider.organisationId() == null
                        ? region(checks, provider.regionCode(), "provider.regionCode")
                        : owner.map(OrganisationInfo::regionCode).orElse(""),
                lines(checks, json.lines()),
                used(checks, json.usedThisYearFen(), state.groupUsedFen(), byLayer),
                byLayer,
                state.poolRemainingFen() == null
                        ? null
                        : fen(checks, state.poolRemainingFen(), "state.poolRemainingFen"),
                state.yearFundFen() == null ? null : fen(checks, state.yearFundFen(), "state.yearFundFen"),
                state.cellUsedFen() == null ? 0 : fen(checks, state.cellUsedFen(), "state.cellUsedFen"));
        checks.orThrow();
        return read;
    }

    /** A firm computes for itself; offices and finance for whom they deal with. */
    private static boolean mayName(Caller caller, OrganisationInfo found) {
        return caller.seesAll()
                || caller.memberOf(found.id())
                || (caller.has(Role.AREA_OFFICE) && caller.areaIds().contains(found.areaId()));
    }

    private Optional<OrganisationInfo> organisation(
            Checks checks, @Nullable String id, String field, Predicate<OrganisationInfo> nameable) {
        if (id == null) {
            return Optional.empty();
        }
        var parsed = PublicId.parse(id);
        Optional<OrganisationInfo> found =
                parsed.isPresent() ? organisations.find(parsed.getAsLong()).filter(nameable) : Optional.empty();
        checks.require(found.isPresent(), field, "is unknown");
        return found;
    }

    private static String region(Checks checks, @Nullable String code, String field) {
        boolean good = code != null && REGION.matcher(code).matches();
        checks.require(good, field, "must be a region code of six digits (GB/T 2260)");
        return good && code != null ? code : "";
    }

    private static LocalDate day(Checks checks, @Nullable String text) {
        try {
            LocalDate day = LocalDate.parse(text == null ? "" : text.strip());
            checks.require(
                    day.getYear() >= 2000 && day.getYear() <= 2200, "serviceDate", "must lie between 2000 and 2200");
            return day;
        } catch (DateTimeParseException e) {
            checks.add("serviceDate", "must be a date, such as 2026-11-23");
            return LocalDate.EPOCH;
        }
    }

    private static Set<Title> titles(Checks checks, @Nullable List<@Nullable String> names) {
        Set<Title> titles = EnumSet.noneOf(Title.class);
        int i = 0;
        for (String name : names == null ? List.<@Nullable String>of() : names) {
            titles.add(choice(checks, name, Title.class, "applicant.titles[" + i++ + "]"));
        }
        return titles;
    }

    private static List<Case.Line> lines(Checks checks, @Nullable List<CalculationJson.@Nullable Line> given) {
        if (given == null || given.isEmpty() || given.size() > LINES_MAX) {
            checks.add("lines", "must have between 1 and " + LINES_MAX + " entries");
            return List.of();
        }
        List<Case.Line> lines = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            CalculationJson.Line line = given.get(i);
            String at = "lines[" + i + "].";
            if (line == null) {
                checks.add("lines[" + i + "]", "must not be null");
            } else {
                String funded =
                        line.fundedByPack() == null || line.fundedByPack().isBlank()
                                ? null
                                : checks.text(line.fundedByPack(), at + "fundedByPack", 40);
                lines.add(new Case.Line(
                        fen(checks, line.eligibleFen(), at + "eligibleFen"),
                        funded,
                        choice(checks, line.service(), Service.class, at + "service")));
            }
        }
        return lines;
    }

    private static @Nullable Map<Layer, Long> byLayer(Checks checks, CalculationJson.@Nullable UsedByLayer given) {
        if (given == null) {
            return null;
        }
        Map<Layer, Long> used = new EnumMap<>(Layer.class);
        used.put(
                Layer.PROVINCE,
                given.province() == null ? 0 : fen(checks, given.province(), "state.usedByLayer.PROVINCE"));
        used.put(Layer.CITY, given.city() == null ? 0 : fen(checks, given.city(), "state.usedByLayer.CITY"));
        return used;
    }

    /** The group's figure, where given, stands in place of the firm's own. */
    private static long used(
            Checks checks, @Nullable Long own, @Nullable Long group, @Nullable Map<Layer, Long> byLayer) {
        if (group != null) {
            return fen(checks, group, "state.groupUsedFen");
        }
        if (byLayer != null) {
            return byLayer.values().stream().reduce(0L, Math::addExact);
        }
        return own == null ? 0 : fen(checks, own, "usedThisYearFen");
    }

    private static long fen(Checks checks, @Nullable Long value, String field) {
        if (value == null || value < 0 || value > FEN_MAX) {
            checks.add(field, "must be whole fen between 0 and " + FEN_MAX);
            return 0;
        }
        return value;
    }

    private static <E extends Enum<E>> E choice(Checks checks, @Nullable String text, Class<E> type, String field) {
        E[] all = type.getEnumConstants();
        for (E one : all) {
            if (one.name().equals(text)) {
                return one;
            }
        }
        checks.add(field, "must be one of " + Arrays.stream(all).map(Enum::name).collect(Collectors.joining(", ")));
        return all[0];
    }
}
