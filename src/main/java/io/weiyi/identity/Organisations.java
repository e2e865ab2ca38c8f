package io.weiyi.identity;

import io.weiyi.kernel.audit.Audit;
import io.weiyi.kernel.blob.BlobStore;
import io.weiyi.kernel.paging.Page;
import io.weiyi.kernel.paging.PageRequest;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Organisations (单位) and areas: looking them up, and the office's decision on a firm that wants to join. */
@ApplicationScoped
public class Organisations {

    private static final int REASON_LENGTH_MAX = 500;

    private static final String SELECT_INFO = """
            SELECT o.id, o.code, o.name_zh, o.name_en, o.area_id, a.name_zh AS area_zh, a.name_en AS area_en, o.region_code, o.kind,
                   o.provider, o.status
              FROM organisation o JOIN area a ON a.id = o.area_id\s""";

    private final Jdbi jdbi;
    private final Clock clock;
    private final OrganisationRepository organisations;
    private final MembershipRepository memberships;
    private final RoleGrants roles;
    private final BlobStore blobs;
    private final Audit audit;
    private final Event<OrganisationChanged> changed;

    Organisations(
            Jdbi jdbi,
            Clock clock,
            OrganisationRepository organisations,
            MembershipRepository memberships,
            RoleGrants roles,
            BlobStore blobs,
            Audit audit,
            Event<OrganisationChanged> changed) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.organisations = organisations;
        this.memberships = memberships;
        this.roles = roles;
        this.blobs = blobs;
        this.audit = audit;
        this.changed = changed;
    }

    /** Whether an entry in the national database of technology SMEs (科技型中小企业入库登记) is valid on that day. */
    public boolean techSmeOn(String code, LocalDate day) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM tech_sme_entry
                                        WHERE organisation_code = :code AND valid_from <= :day AND valid_until > :day)""")
                .bind("code", code)
                .bind("day", day)
                .mapTo(Boolean.class)
                .one());
    }

    public Optional<OrganisationInfo> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT_INFO + "WHERE o.id = :id")
                .bind("id", id)
                .map(Organisations::info)
                .findOne());
    }

    /** The organisation with this credit code, whatever its state. */
    public Optional<OrganisationInfo> findByCode(String code) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT_INFO + "WHERE o.code = :code")
                .bind("code", code)
                .map(Organisations::info)
                .findOne());
    }

    /** All areas in their usual order. */
    public List<AreaInfo> areas() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT id, code, name_zh, name_en, office_zh, office_en FROM area ORDER BY sort, id")
                .map((row, context) -> new AreaInfo(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6)))
                .list());
    }

    /** Firms that wait for the offices the caller works for, the longest waiting first. */
    public Page<PendingOrganisation> pendingApprovals(Caller caller, PageRequest request) {
        if (caller.areaIds().isEmpty()) {
            return Page.empty(request);
        }
        Long[] areas = caller.areaIds().toArray(Long[]::new);
        return jdbi.withHandle(handle -> {
            List<PendingOrganisation> items = handle.createQuery("""
                            SELECT o.id, o.code, o.name_zh, a.name_zh, a.name_en, o.size_class, o.address, p.display_name, p.mobile, o.submitted_at
                              FROM organisation o JOIN area a ON a.id = o.area_id LEFT JOIN person p ON p.id = o.submitted_by
                             WHERE o.status = 'SUBMITTED' AND o.area_id = ANY (:areas)
                             ORDER BY o.submitted_at, o.id LIMIT :size OFFSET :offset""")
                    .bind("areas", areas)
                    .bind("size", request.size())
                    .bind("offset", request.offset())
                    .map((row, context) -> new PendingOrganisation(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6),
                            row.getString(7),
                            row.getString(8),
                            row.getString(9),
                            row.getTimestamp(10) == null
                                    ? null
                                    : row.getTimestamp(10).toInstant()))
                    .list();
            long total = handle.createQuery(
                            "SELECT count(*) FROM organisation WHERE status = 'SUBMITTED' AND area_id = ANY (:areas)")
                    .bind("areas", areas)
                    .mapTo(Long.class)
                    .one();
            return Page.of(items, request, total);
        });
    }

    /** The licence of a firm, for the office that decides on it and for whoever handed it in. */
    @Transactional
    public BlobStore.Blob licence(Caller caller, long organisationId) {
        Organisation firm = organisations.findByIdOptional(organisationId).orElseThrow(Problem::notFound);
        boolean own = Objects.equals(firm.submittedBy(), caller.personId());
        Long blobId = firm.licenceBlobId();
        if (blobId == null || !(own || caller.areaIds().contains(firm.areaId()))) {
            throw Problem.notFound();
        }
        return blobs.get(blobId).orElseThrow(Problem::notFound);
    }

    /** The office of the firm's area lets it into the network; whoever asked becomes its administrator. */
    @Transactional
    public void approve(Caller caller, long organisationId) {
        Organisation firm = decided(caller, organisationId);
        Instant now = clock.instant();
        firm.approve(now);
        long founder = founder(firm);
        organisations.flush();
        record("organisation.approve", firm, "SUBMITTED", "DISTRICT_APPROVED", "");
        record("organisation.activate", firm, "DISTRICT_APPROVED", "ACTIVE", "");
        memberships.open(founder, organisationId).ifPresent(membership -> {
            if (membership.status().equals(Membership.PENDING)) {
                membership.admit(caller.personId(), now);
            }
            memberships.flush();
            roles.grantIn(organisationId, founder, Role.ORG_ADMIN, caller.personId());
            roles.grantIn(organisationId, founder, Role.MEMBER, caller.personId());
        });
        changed.fire(new OrganisationChanged(organisationId, founder, Organisation.ACTIVE, "", now));
    }

    /** The office refuses, with a reason that whoever asked will read. They may ask again. */
    @Transactional
    public void reject(Caller caller, long organisationId, String reason) {
        Checks checks = new Checks();
        String why = checks.text(reason, "reason", REASON_LENGTH_MAX);
        checks.orThrow();
        Organisation firm = decided(caller, organisationId);
        Instant now = clock.instant();
        firm.reject(why);
        long founder = founder(firm);
        memberships
                .open(founder, organisationId)
                .filter(membership -> membership.status().equals(Membership.PENDING))
                .ifPresent(membership -> membership.refuse(caller.personId(), now));
        organisations.flush();
        record("organisation.reject", firm, "SUBMITTED", Organisation.REJECTED, why);
        changed.fire(new OrganisationChanged(organisationId, founder, Organisation.REJECTED, why, now));
    }

    private Organisation decided(Caller caller, long organisationId) {
        Organisation firm = organisations.lock(organisationId).orElseThrow(Problem::notFound);
        if (!caller.has(Role.AREA_OFFICE) || !caller.areaIds().contains(firm.areaId())) {
            throw Problem.notFound();
        }
        if (Objects.equals(firm.submittedBy(), caller.personId())) {
            throw Problem.of(
                    409, "second-person-required", "A second person must do this", "You handed this in yourself.");
        }
        return firm;
    }

    private static long founder(Organisation firm) {
        Long submittedBy = firm.submittedBy();
        if (submittedBy == null) {
            throw new IllegalStateException("organisation " + firm.id() + " was decided but never submitted");
        }
        return submittedBy;
    }

    private void record(String action, Organisation firm, String from, String to, String note) {
        audit.record(
                action,
                "organisation",
                Long.toString(firm.id()),
                firm.id(),
                Map.of("from", from, "to", to, "note", note));
    }

    private static OrganisationInfo info(java.sql.ResultSet row, org.jdbi.v3.core.statement.StatementContext context)
            throws java.sql.SQLException {
        return new OrganisationInfo(
                row.getLong("id"),
                row.getString("code"),
                row.getString("name_zh"),
                row.getString("name_en"),
                row.getLong("area_id"),
                row.getString("area_zh"),
                row.getString("area_en"),
                row.getString("region_code"),
                row.getString("kind"),
                row.getBoolean("provider"),
                row.getString("status"));
    }
}
