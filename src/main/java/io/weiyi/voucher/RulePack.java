package io.weiyi.voucher;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one voucher scheme (政策规则包) as data, read from its JSON form. Amounts are fen, rates and shares basis
 * points, regions prefixes of GB/T 2260 codes; an empty list of regions means anywhere.
 *
 * @param validFrom the first service date it holds for
 * @param validBefore the first service date it no longer holds for; null while it is in force
 * @param chosen whether the applicant's region chooses it, or only its id
 * @param applicantRegions where applicants come from; the longest prefix over all packs chooses the pack
 * @param openToOtherRegions whether applicants from elsewhere are served when they name the pack
 * @param applicantTitles titles that admit an applicant of whatever kind
 * @param layers in the order in which they are filled
 * @param evidence what every line must be proved by; null for what a line must have by default
 * @param checks thresholds of the automatic checks; null for the usual ones
 * @param reviewDays how many days each office has; null for the usual ten
 * @param terms what else the scheme asks; null where it asks nothing more
 */
public record RulePack(
        String id,
        int version,
        String nameZh,
        String nameEn,
        String source,
        LocalDate validFrom,
        @Nullable LocalDate validBefore,
        Chosen chosen,
        List<String> applicantRegions,
        boolean openToOtherRegions,
        List<String> excludedApplicantRegions,
        List<String> providerRegions,
        Set<ApplicantKind> applicantKinds,
        Set<Title> applicantTitles,
        List<Subsidised> services,
        List<LayerRule> layers,
        @Nullable Cap cap,
        List<ClaimWindow> claimWindows,
        Rounding rounding,
        @Nullable List<EvidenceType> evidence,
        @Nullable CheckRules checks,
        @Nullable Integer reviewDays,
        @Nullable Terms terms) {

    private static final int REVIEW_DAYS = 10;
    private static final List<Integer> REMIND_DAYS = List.of(3);
    private static final List<EvidenceType> MANDATORY = List.of(
            EvidenceType.BOOKING,
            EvidenceType.CONTRACT,
            EvidenceType.INVOICE,
            EvidenceType.PAYMENT_PROOF,
            EvidenceType.USE_RECORD,
            EvidenceType.RESULT_REPORT);

    public RulePack {
        Objects.requireNonNull(validFrom, "validFrom");
        excludedApplicantRegions = orEmpty(excludedApplicantRegions);
        providerRegions = orEmpty(providerRegions);
        applicantTitles = applicantTitles == null ? Set.of() : applicantTitles;
        claimWindows = orEmpty(claimWindows);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException(id + " has no layer");
        }
    }

    /** Lists that the form lets out are empty. */
    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    /** How a pack is found. */
    public enum Chosen {
        BY_REGION,
        BY_ID
    }

    /** To which unit a layer's subsidy of a line is floored. */
    public enum Rounding {
        FEN(1),
        YUAN(100);

        private final long unitFen;

        Rounding(long unitFen) {
            this.unitFen = unitFen;
        }

        long floor(long fen) {
            return fen - Math.floorMod(fen, unitFen);
        }
    }

    /** Over whom a yearly cap is counted. */
    public enum CapKey {
        ORGANISATION,
        CONTROLLER_GROUP
    }

    /**
     * A service that is subsidised.
     *
     * @param from the first service date; null for as long as the pack holds
     */
    public record Subsidised(Service service, @Nullable LocalDate from) {

        boolean holds(Service wanted, LocalDate day) {
            return service == wanted && (from == null || !day.isBefore(from));
        }
    }

    /**
     * One source of money.
     *
     * @param capFen what it pays at most in a calendar year per applicant; null for no cap of its own
     * @param bands the first one that fits applicant and provider counts; none fits: the layer pays nothing
     */
    public record LayerRule(Layer layer, @Nullable Long capFen, List<Band> bands) {

        Optional<Band> band(String applicant, String provider) {
            return bands.stream().filter(band -> band.fits(applicant, provider)).findFirst();
        }
    }

    /**
     * A cell of the matrix of applicant's by provider's region.
     *
     * @param capFen what an applicant gets at most in it in a calendar year; null for none
     * @param fundShareBp the share of the year's fund that all applicants together get from it; null for all
     * @param dealCapFen what one order gets at most; null for none
     */
    public record Band(
            @Nullable List<String> applicantRegions,
            @Nullable List<String> providerRegions,
            int rateBp,
            @Nullable Long capFen,
            @Nullable Integer fundShareBp,
            @Nullable Long dealCapFen) {

        public Band {
            if (rateBp < 0 || rateBp > 10_000) {
                throw new IllegalArgumentException("a rate lies between 0 and 10000 basis points");
            }
        }

        boolean fits(String applicant, String provider) {
            return (applicantRegions == null || Regions.covers(applicantRegions, applicant))
                    && (providerRegions == null || Regions.covers(providerRegions, provider));
        }
    }

    /**
     * The cap (额度) of a calendar year over all layers.
     *
     * @param amountFen for an applicant without a listed title
     * @param byTitle the greatest of these that the applicant holds counts instead
     * @param furtherTitleFen added for each title beyond the first
     * @param furtherTitlesMaxFen at most so much is added
     * @param carryOverYears over how many years, counted from the pack's first, what is left is carried on; then it
     *     lapses; null where nothing is carried
     */
    public record Cap(
            CapKey key,
            long amountFen,
            @Nullable List<TitleCap> byTitle,
            @Nullable Long furtherTitleFen,
            @Nullable Long furtherTitlesMaxFen,
            @Nullable Integer carryOverYears) {

        long of(Set<Title> titles) {
            long base = amountFen;
            for (TitleCap cap : byTitle == null ? List.<TitleCap>of() : byTitle) {
                if (titles.contains(cap.title())) {
                    base = Math.max(base, cap.amountFen());
                }
            }
            long further = Math.max(0, titles.size() - 1L) * (furtherTitleFen == null ? 0 : furtherTitleFen);
            return base + Math.min(further, furtherTitlesMaxFen == null ? further : furtherTitlesMaxFen);
        }
    }

    /** The cap of those who hold a title. */
    public record TitleCap(Title title, long amountFen) {}

    /** When claims may be handed in (申报期), both days inclusive. */
    public record ClaimWindow(LocalDate from, LocalDate to) {

        boolean holds(LocalDate day) {
            return !day.isBefore(from) && !day.isAfter(to);
        }
    }

    /** Who is paid: the firm that claims, or the provider that took the voucher in payment. */
    public enum Redeemer {
        FIRM,
        PROVIDER
    }

    /** Whether amounts count with their tax. */
    public enum TaxBasis {
        TAX_INCLUSIVE,
        TAX_EXCLUSIVE
    }

    /**
     * What providers get at the end of a year (供给方后补助), by their score.
     *
     * @param minBp the share of the yearly service total for the lowest score that is rewarded
     * @param capFen per provider and year
     */
    public record SupplierReward(int minBp, int maxBp, long capFen) {}

    /**
     * Further terms of a scheme; each may be left out.
     *
     * @param claimWithinMonths how long after the service it may be claimed; the voucher lapses then
     * @param remindDaysBefore how many days before a claim window ends firms are reminded; three when left out
     * @param unitFen subsidies are whole multiples of it, for schemes with numbered vouchers
     * @param redeemedBy who is paid; the firm when left out
     * @param taxBasis with tax when left out
     * @param supplierReward what providers get; nothing when left out
     */
    public record Terms(
            @Nullable Integer claimWithinMonths,
            @Nullable List<Integer> remindDaysBefore,
            @Nullable Long unitFen,
            @Nullable Redeemer redeemedBy,
            @Nullable TaxBasis taxBasis,
            @Nullable SupplierReward supplierReward) {}

    /** The same rules under another number. */
    RulePack withVersion(int number) {
        return new RulePack(
                id,
                number,
                nameZh,
                nameEn,
                source,
                validFrom,
                validBefore,
                chosen,
                applicantRegions,
                openToOtherRegions,
                excludedApplicantRegions,
                providerRegions,
                applicantKinds,
                applicantTitles,
                services,
                layers,
                cap,
                claimWindows,
                rounding,
                evidence,
                checks,
                reviewDays,
                terms);
    }

    List<EvidenceType> mandatoryEvidence() {
        return evidence == null ? MANDATORY : evidence;
    }

    CheckRules checkRules() {
        return checks == null ? CheckRules.DEFAULT : checks;
    }

    int daysOfReview() {
        return reviewDays == null ? REVIEW_DAYS : reviewDays;
    }

    /**
     * Whether a service may be claimed on a day: within a window, where the pack names any, and before the right to it
     * has lapsed, where it does.
     */
    boolean openOn(LocalDate day, LocalDate serviceDate) {
        Integer months = terms == null ? null : terms.claimWithinMonths();
        return (claimWindows.isEmpty() || claimWindows.stream().anyMatch(window -> window.holds(day)))
                && (months == null || !day.isAfter(serviceDate.plusMonths(months)));
    }

    /** On how many days before the end of a window firms are reminded. */
    List<Integer> reminderDays() {
        List<Integer> own = terms == null ? null : terms.remindDaysBefore();
        return own == null ? REMIND_DAYS : own;
    }

    /** A line's subsidy of one layer, floored to what the pack pays in. */
    long floor(long fen) {
        Long unit = terms == null ? null : terms.unitFen();
        long floored = rounding.floor(fen);
        return unit == null ? floored : floored - Math.floorMod(floored, unit);
    }

    /** The first year of those over which the cap of a year is carried on, and how many they are. */
    CarryOver carryOver(int year) {
        Integer years = cap == null ? null : cap.carryOverYears();
        int length = years == null ? 1 : years;
        return new CarryOver(year - Math.floorMod(year - validFrom.getYear(), length), length);
    }

    /** The first band of a layer that fits, by its place in the list; -1 where none does. */
    int cellOf(Layer layer, String applicant, String provider) {
        for (LayerRule rule : layers) {
            if (rule.layer() == layer) {
                for (int i = 0; i < rule.bands().size(); i++) {
                    if (rule.bands().get(i).fits(applicant, provider)) {
                        return i;
                    }
                }
            }
        }
        return -1;
    }

    /** Whether any cell is limited to a share of the year's fund. */
    boolean sharesFund() {
        return layers.stream().flatMap(rule -> rule.bands().stream()).anyMatch(band -> band.fundShareBp() != null);
    }

    boolean holdsOn(LocalDate day) {
        return !day.isBefore(validFrom) && (validBefore == null || day.isBefore(validBefore));
    }

    boolean serves(String applicantRegion, String providerRegion) {
        return (openToOtherRegions || Regions.covers(applicantRegions, applicantRegion))
                && !Regions.covers(excludedApplicantRegions, applicantRegion)
                && (providerRegions.isEmpty() || Regions.covers(providerRegions, providerRegion));
    }

    boolean admits(ApplicantKind kind, Set<Title> titles) {
        return applicantKinds.contains(kind) || titles.stream().anyMatch(applicantTitles::contains);
    }

    boolean subsidises(Service service, LocalDate day) {
        return services.stream().anyMatch(each -> each.holds(service, day));
    }
}
