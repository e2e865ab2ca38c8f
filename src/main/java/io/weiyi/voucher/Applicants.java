package io.weiyi.voucher;

import io.weiyi.identity.OrganisationInfo;
import io.weiyi.identity.Organisations;
import io.weiyi.identity.Standing;
import io.weiyi.identity.Standings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What applicants are on a day: their kind, their titles, their control group, what speaks against them. */
@ApplicationScoped
class Applicants {

    private static final Set<String> SMALL = Set.of("MICRO", "SMALL");

    private final Organisations organisations;
    private final Standings standings;

    Applicants(Organisations organisations, Standings standings) {
        this.organisations = organisations;
        this.standings = standings;
    }

    /** A micro or small firm counts as SME; a larger one only by its entry as a technology SME, which is a title. */
    ApplicantKind kind(OrganisationInfo firm, LocalDate day) {
        boolean small = standing(firm, day)
                .map(Standing::sizeClass)
                .filter(SMALL::contains)
                .isPresent();
        return "FIRM".equals(firm.kind()) && small ? ApplicantKind.SME : ApplicantKind.OTHER;
    }

    Set<Title> titles(OrganisationInfo firm, LocalDate day) {
        Set<String> held = standing(firm, day).map(Standing::titles).orElse(Set.of());
        Set<Title> titles = EnumSet.noneOf(Title.class);
        for (Title title : Title.values()) {
            if (held.contains(title.name())) {
                titles.add(title);
            }
        }
        return titles;
    }

    /** Whose subsidies count together under a pack: the firm's alone, or those of its actual controller. */
    List<Long> countedWith(RulePack pack, OrganisationInfo firm, LocalDate day) {
        RulePack.Cap cap = pack.cap();
        return cap != null && cap.key() == RulePack.CapKey.CONTROLLER_GROUP ? group(firm, day) : List.of(firm.id());
    }

    /** Everybody under the firm's actual controller, the firm itself included. */
    private List<Long> group(OrganisationInfo firm, LocalDate day) {
        Set<Long> members = new TreeSet<>();
        members.add(firm.id());
        standing(firm, day)
                .map(Standing::controlGroupId)
                .ifPresent(group -> members.addAll(standings.membersOf(group, day)));
        return List.copyOf(members);
    }

    /** Why the two count as related parties (关联方) on that day; empty when nothing is known. */
    List<String> related(OrganisationInfo applicant, OrganisationInfo provider, LocalDate day) {
        return standings
                .related(applicant.id(), provider.id(), day)
                .map(List::of)
                .orElse(List.of());
    }

    /** What keeps an applicant from being subsidised on that day, such as an entry in the abnormal list. */
    List<String> troubles(OrganisationInfo applicant, LocalDate day) {
        List<String> troubles = new ArrayList<>();
        standing(applicant, day).ifPresent(standing -> {
            if (standing.abnormal()) {
                troubles.add("经营异常名录 abnormal list");
            }
            if (standing.blacklisted()) {
                troubles.add("失信名单 blacklist");
            }
        });
        return troubles;
    }

    /** Whether public money from elsewhere was given for this invoice. */
    boolean fundedElsewhere(@Nullable String invoiceKey) {
        if (invoiceKey == null) {
            return false;
        }
        int dash = invoiceKey.indexOf('-');
        return !standings
                .grantsFor(invoiceKey.substring(dash + 1), dash < 0 ? null : invoiceKey.substring(0, dash))
                .isEmpty();
    }

    private Optional<Standing> standing(OrganisationInfo firm, LocalDate day) {
        return standings.of(firm.id(), day);
    }

    OrganisationInfo get(long organisationId) {
        return organisations
                .find(organisationId)
                .orElseThrow(() -> new IllegalStateException("organisation " + organisationId + " does not exist"));
    }
}
