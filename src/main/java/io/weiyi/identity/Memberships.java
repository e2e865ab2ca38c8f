package io.weiyi.identity;

import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.blob.FileType;
import io.weiyi.kernel.id.CreditCode;
import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Constraints;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to which organisation (成员): a person names a credit code; a known organisation's administrator lets them
 * in, a new firm hands in its licence for the area's office.
 */
@ApplicationScoped
public class Memberships {

    static final int LICENCE_BYTES_MAX = 10 * 1024 * 1024;
    private static final int PENDING_MAX = 5;
    private static final Set<String> SIZES = Set.of("MICRO", "SMALL", "MEDIUM", "LARGE");

    private final Jdbi jdbi;
    private final Clock clock;
    private final MembershipRepository memberships;
    private final OrganisationRepository organisations;
    private final Organisations lookup;
    private final RoleGrants roles;
    private final BlobStore blobs;
    private final Audit audit;
    private final Event<MembershipChanged> changed;

    Memberships(
            Jdbi jdbi,
            Clock clock,
            MembershipRepository memberships,
            OrganisationRepository organisations,
            Organisations lookup,
            RoleGrants roles,
            BlobStore blobs,
            Audit audit,
            Event<MembershipChanged> changed) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.memberships = memberships;
        this.organisations = organisations;
        this.lookup = lookup;
        this.roles = roles;
        this.blobs = blobs;
        this.audit = audit;
        this.changed = changed;
    }

    /** The caller says which organisation they belong to; asking twice changes nothing. */
    @Transactional
    public JoinOutcome join(Caller caller, @Nullable String typedCode) {
        Checks checks = new Checks();
        String code = creditCode(checks, typedCode);
        checks.orThrow();
        Optional<OrganisationInfo> known = lookup.findByCode(code);
        if (known.isEmpty() || known.get().status().equals(Organisation.REJECTED)) {
            return JoinOutcome.NEEDS_LICENCE;
        }
        JoinOutcome outcome = switch (known.get().status()) {
            case Organisation.ACTIVE -> JoinOutcome.WAITS_FOR_ADMINISTRATOR;
            case Organisation.SUBMITTED -> JoinOutcome.WAITS_FOR_OFFICE;
            default -> throw Problem.validation("code", "belongs to an organisation that takes no members now");
        };
        request(caller, known.get().id());
        return outcome;
    }

    /**
     * Hands in a new firm, or one that was refused before, for its area's office.
     *
     * @return the id of the organisation
     */
    @Transactional
    public long submit(Caller caller, FirmApplication form) {
        Checks checks = new Checks();
        String code = creditCode(checks, form.code());
        String name = checks.text(form.nameZh(), "nameZh", 200);
        checks.require(name.isEmpty() || name.length() >= 2, "nameZh", "must have at least 2 characters");
        Optional<AreaInfo> area = lookup.areas().stream()
                .filter(a -> PublicId.parse(form.areaId()).orElse(-1) == a.id())
                .findFirst();
        checks.require(area.isPresent(), "areaId", "must be one of the areas");
        String size = form.sizeClass() == null ? "" : form.sizeClass();
        checks.require(SIZES.contains(size), "sizeClass", "must be MICRO, SMALL, MEDIUM or LARGE");
        String address = checks.optionalText(form.address(), "address", 200);
        String region = area.map(a -> regionCode(a, code)).orElse("");
        checks.require(
                area.isEmpty() || region.matches("[0-9]{6}"),
                "code",
                "does not name the region that registered the firm");
        String fileName = checks.optionalText(form.licenceName(), "licence", 200);
        byte[] content = form.licence() == null ? new byte[0] : form.licence();
        checks.require(content.length <= LICENCE_BYTES_MAX, "licence", "may have at most 10 MB");
        Optional<FileType> type = FileType.of(content).filter(FileType.SCANS::contains);
        checks.require(type.isPresent(), "licence", "must be a PDF, JPEG or PNG file");
        checks.orThrow();
        Optional<Organisation> before = organisations.lockByCode(code);
        before.ifPresent(Memberships::requireRefused);
        long blob = blobs.put(content, type.orElseThrow().mediaType(), fileName, caller.personId());
        Organisation.Application application = new Organisation.Application(
                code, name, area.orElseThrow().id(), region, size, address, blob, caller.personId());
        Instant now = clock.instant();
        Organisation firm = before.orElseGet(() -> Organisation.submitted(application, now));
        if (before.isPresent()) {
            firm.resubmit(application, now);
        }
        store(firm);
        audit.record(
                "organisation.submit",
                "organisation",
                Long.toString(firm.id()),
                firm.id(),
                Map.of("to", Organisation.SUBMITTED, "code", code, "name", name, "licenceBlobId", blob));
        request(caller, firm.id());
        return firm.id();
    }

    private static void requireRefused(Organisation firm) {
        if (firm.status().equals(Organisation.SUBMITTED)) {
            throw Problem.validation("code", "was handed in already and waits for its office");
        }
        if (!firm.status().equals(Organisation.REJECTED)) {
            throw Problem.validation("code", "belongs to a member already; its administrator lets you in");
        }
    }

    private void store(Organisation firm) {
        try {
            organisations.persistAndFlush(firm);
        } catch (PersistenceException e) {
            if (Constraints.violated(e).orElse("").equals("organisation_code_unique")) {
                throw Problem.validation("code", "was handed in already and waits for its office");
            }
            throw e;
        }
    }

    private void request(Caller caller, long organisationId) {
        if (memberships.open(caller.personId(), organisationId).isPresent()) {
            return;
        }
        if (memberships.pendingOf(caller.personId()) >= PENDING_MAX) {
            throw Problem.validation("code", "cannot be asked for: " + PENDING_MAX + " requests of yours wait already");
        }
        Instant now = clock.instant();
        Membership membership = Membership.requested(caller.personId(), organisationId, now);
        try {
            memberships.persistAndFlush(membership);
        } catch (PersistenceException e) {
            if (Constraints.violated(e).orElse("").equals("membership_once")) {
                throw Problem.illegalTransition("You asked this organisation a moment ago.");
            }
            throw e;
        }
        decided(membership, "membership.request", now);
    }

    /** The administrator lets somebody in; they may book from then on. */
    @Transactional
    public void admit(Caller caller, long membershipId) {
        Membership membership = administered(caller, membershipId);
        Instant now = clock.instant();
        membership.admit(caller.personId(), now);
        memberships.flush();
        roles.grantIn(membership.organisationId(), membership.personId(), Role.MEMBER, caller.personId());
        decided(membership, "membership.admit", now);
    }

    /** The administrator does not know them. */
    @Transactional
    public void refuse(Caller caller, long membershipId) {
        Membership membership = administered(caller, membershipId);
        Instant now = clock.instant();
        membership.refuse(caller.personId(), now);
        memberships.flush();
        decided(membership, "membership.refuse", now);
    }

    /** A member leaves; every role they held within the organisation ends with the membership. */
    @Transactional
    public void end(Caller caller, long membershipId) {
        Membership membership = administered(caller, membershipId);
        if (membership.personId() == caller.personId()) {
            throw Problem.validation("membershipId", "is your own; another administrator must end it");
        }
        Instant now = clock.instant();
        membership.end(caller.personId(), now);
        memberships.flush();
        roles.revokeAllIn(membership.organisationId(), membership.personId());
        decided(membership, "membership.end", now);
    }

    private Membership administered(Caller caller, long membershipId) {
        return memberships
                .lock(membershipId)
                .filter(membership -> caller.hasIn(Role.ORG_ADMIN, membership.organisationId()))
                .orElseThrow(Problem::notFound);
    }

    private void decided(Membership membership, String action, Instant now) {
        audit.record(
                action,
                "membership",
                Long.toString(membership.id()),
                membership.organisationId(),
                Map.of("personId", membership.personId(), "to", membership.status()));
        changed.fire(new MembershipChanged(
                membership.id(), membership.personId(), membership.organisationId(), membership.status(), now));
    }

    /** The memberships of a person, newest first. */
    public List<MembershipInfo> ofPerson(long personId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT m.id, o.id, o.code, o.name_zh, o.name_en, m.status, o.status, o.decision_note, m.requested_at
                          FROM membership m JOIN organisation o ON o.id = m.organisation_id
                         WHERE m.person_id = :person ORDER BY m.id DESC LIMIT 100""")
                .bind("person", personId)
                .map((row, context) -> new MembershipInfo(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getTimestamp(9).toInstant()))
                .list());
    }

    /**
     * Members of the organisations that the caller administers, those who wait first.
     *
     * @param organisationId one of these organisations; any other gives an empty page
     */
    public Page<MemberInfo> members(Caller caller, long organisationId, PageRequest request) {
        if (!caller.hasIn(Role.ORG_ADMIN, organisationId)) {
            return Page.empty(request);
        }
        return jdbi.withHandle(handle -> {
            List<MemberInfo> items = handle.createQuery("""
                            SELECT m.id, p.id, p.username, p.display_name, p.mobile, m.status, m.requested_at,
                                   ARRAY(SELECT r.role FROM role_grant r WHERE r.person_id = p.id AND r.organisation_id = m.organisation_id
                                            AND r.revoked_at IS NULL ORDER BY r.role) AS roles
                              FROM membership m JOIN person p ON p.id = m.person_id
                             WHERE m.organisation_id = :organisation AND m.status IN ('PENDING','ACTIVE')
                             ORDER BY m.status DESC, m.id DESC LIMIT :size OFFSET :offset""")
                    .bind("organisation", organisationId)
                    .bind("size", request.size())
                    .bind("offset", request.offset())
                    .map((row, context) -> new MemberInfo(
                            row.getLong(1),
                            row.getLong(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6),
                            row.getTimestamp(7).toInstant(),
                            Stream.of((String[]) row.getArray(8).getArray())
                                    .map(Role::valueOf)
                                    .toList()))
                    .list();
            long total = handle.createQuery(
                            "SELECT count(*) FROM membership WHERE organisation_id = :organisation AND status IN ('PENDING','ACTIVE')")
                    .bind("organisation", organisationId)
                    .mapTo(Long.class)
                    .one();
            return Page.of(items, request, total);
        });
    }

    private static String creditCode(Checks checks, @Nullable String typed) {
        Optional<CreditCode> code = CreditCode.parse(Objects.requireNonNullElse(typed, ""));
        checks.require(code.isPresent(), "code", "is not a valid unified social credit code of 18 characters");
        return code.map(CreditCode::value).orElse("");
    }

    /** The area's own code where it is a region, else the region that registered the firm. */
    private static String regionCode(AreaInfo area, String creditCode) {
        String code = area.code();
        boolean region = code != null && code.matches("[0-9]{6}");
        return region || creditCode.isEmpty() ? Objects.requireNonNullElse(code, "") : creditCode.substring(2, 8);
    }
}
