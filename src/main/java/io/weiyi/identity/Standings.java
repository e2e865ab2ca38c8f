package io.weiyi.identity;

import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.problem.Constraints;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * What registers outside say of organisations over time (主体状况): titles, size, lists, control, relations, other public
 * grants. Every answer is for a day, from what is known now.
 */
@ApplicationScoped
public class Standings {

    private static final String TECH_SME = "TECH_SME";

    private final StandingRows rows;
    private final Organisations organisations;
    private final Audit audit;
    private final Clock clock;

    Standings(StandingRows rows, Organisations organisations, Audit audit, Clock clock) {
        this.rows = rows;
        this.organisations = organisations;
        this.audit = audit;
        this.clock = clock;
    }

    /** How an organisation stood on a day; empty when there is no such organisation. */
    public Optional<Standing> of(long organisationId, LocalDate day) {
        return organisations.find(organisationId).map(organisation -> {
            List<StandingEntry> entries = rows.validOn(organisation.code(), day);
            Optional<String> techSme = rows.techSmeNumber(organisation.code(), day);
            Set<String> titles = new TreeSet<>();
            entries.stream()
                    .filter(e -> e.kind() == StandingKind.TITLE && !e.value().equals(TECH_SME))
                    .forEach(e -> titles.add(e.value()));
            techSme.ifPresent(number -> titles.add(TECH_SME));
            Optional<StandingRows.Group> group = rows.groupOf(organisation.code(), day);
            return new Standing(
                    organisationId,
                    organisation.code(),
                    day,
                    titles,
                    techSme.isPresent(),
                    techSme.orElse(null),
                    entries.stream()
                            .filter(e -> e.kind() == StandingKind.SIZE)
                            .map(StandingEntry::value)
                            .findFirst()
                            .orElseGet(() -> rows.declaredSize(organisationId)),
                    has(entries, StandingKind.ABNORMAL),
                    has(entries, StandingKind.BLACKLIST),
                    group.map(StandingRows.Group::id).orElse(null),
                    group.map(StandingRows.Group::name).orElse(null));
        });
    }

    private static boolean has(List<StandingEntry> entries, StandingKind kind) {
        return entries.stream().anyMatch(e -> e.kind() == kind);
    }

    /**
     * How two organisations were tied on a day: {@code SAME}, {@code CONTROL} for one actual controller, else the relation
     * as the register names it; empty when nothing is known.
     */
    public Optional<String> related(long organisationId, long otherId, LocalDate day) {
        if (organisationId == otherId) {
            return Optional.of("SAME");
        }
        Optional<OrganisationInfo> one = organisations.find(organisationId);
        Optional<OrganisationInfo> other = organisations.find(otherId);
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        String code = one.get().code();
        String otherCode = other.get().code();
        Optional<Long> group = rows.groupOf(code, day).map(StandingRows.Group::id);
        if (group.isPresent() && group.equals(rows.groupOf(otherCode, day).map(StandingRows.Group::id))) {
            return Optional.of("CONTROL");
        }
        return rows.relation(code, otherCode, day);
    }

    /** Every organisation that was under one actual controller on a day, members of the network only. */
    public Set<Long> membersOf(long controlGroupId, LocalDate day) {
        return Set.copyOf(rows.members(controlGroupId, day));
    }

    /**
     * Public money from elsewhere for an invoice, whoever had it.
     *
     * @param code null for a fully digital invoice
     */
    public List<PublicGrant> grantsFor(String number, @Nullable String code) {
        return rows.grantsFor(number, code);
    }

    /** Public money an organisation had from elsewhere in a year. */
    public List<PublicGrant> grantsOf(long organisationId, int year) {
        return organisations
                .find(organisationId)
                .map(o -> rows.grantsOf(o.code(), year))
                .orElse(List.of());
    }

    /** Everything ever entered for a code, withdrawn or not, the newest first. */
    public List<StandingEntry> entriesOf(String code) {
        return rows.entriesOf(code);
    }

    /** Enters one fact. */
    @Transactional
    public void add(Caller caller, StandingEntry entry) {
        requireOffice(caller);
        try {
            rows.insert(entry, caller.personId(), null, clock.instant());
        } catch (JdbiException e) {
            throw refused(e);
        }
        audit.record(
                "standing.add",
                "organisation-code",
                entry.organisationCode(),
                null,
                Map.of(
                        "kind",
                        entry.kind().name(),
                        "value",
                        entry.value(),
                        "from",
                        entry.validFrom().toString()));
    }

    /** Takes an entry back that was wrong; it stays to be seen. */
    @Transactional
    public void withdraw(Caller caller, long entryId) {
        requireOffice(caller);
        if (!rows.withdraw(entryId, caller.personId(), clock.instant())) {
            throw Problem.notFound();
        }
        audit.record("standing.withdraw", "standing-entry", Long.toString(entryId), null, Map.of());
    }

    static Problem refused(JdbiException e) {
        return switch (Constraints.violated(e).orElse("")) {
            case "standing_entry_once" -> Problem.validation("validFrom", "is entered already");
            case "standing_entry_one_at_a_time" ->
                Problem.validation("validFrom", "overlaps another entry of this kind");
            case "standing_entry_range" -> Problem.validation("validUntil", "must come after validFrom");
            case "standing_entry_form" -> Problem.validation("value", "does not fit the kind");
            default -> throw e;
        };
    }

    static void requireOffice(Caller caller) {
        if (!caller.has(Role.CITY_OFFICE) && !caller.has(Role.ADMIN)) {
            throw Problem.forbidden("Only the city's office may do this.");
        }
    }
}
