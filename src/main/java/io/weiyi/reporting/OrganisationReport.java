package io.weiyi.reporting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** Organisations and who wants to belong to them, as pages show them. */
@ApplicationScoped
public class OrganisationReport {

    private final Jdbi jdbi;

    OrganisationReport(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** An organisation with the names of its area. */
    public record Row(
            long id,
            String code,
            String nameZh,
            String nameEn,
            String kind,
            String status,
            String areaZh,
            String areaEn,
            String address,
            @Nullable Long licenceBlobId,
            Instant createdAt) {}

    /** A person who belongs, or asks to belong, to an organisation; roles are joined by commas. */
    public record Member(
            long membershipId,
            long personId,
            String displayName,
            String username,
            @Nullable String mobile,
            String status,
            Instant requestedAt,
            String organisationZh,
            String organisationEn,
            String roles) {}

    /** An area to choose from. */
    public record Area(long id, String nameZh, String nameEn) {}

    private static final String ROW = """
            SELECT o.id, o.code, o.name_zh, o.name_en, o.kind, o.status, a.name_zh AS area_zh, a.name_en AS area_en,
                   o.address, o.licence_blob_id, o.created_at
              FROM organisation o JOIN area a ON a.id = o.area_id
            """;

    /** The organisation with this id. */
    public Optional<Row> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(ROW + "WHERE o.id = :id")
                .bind("id", id)
                .map(ConstructorMapper.of(Row.class))
                .findOne());
    }

    /** New firms of these areas that wait for the office, oldest first. */
    public List<Row> waiting(Collection<Long> areaIds) {
        if (areaIds.isEmpty()) {
            return List.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery(
                        ROW
                                + "WHERE o.status = 'SUBMITTED' AND o.area_id IN (<areas>) ORDER BY o.created_at, o.id LIMIT 200")
                .bindList("areas", List.copyOf(areaIds))
                .map(ConstructorMapper.of(Row.class))
                .list());
    }

    /** Members of these organisations and those who ask to be let in, the latter first. */
    public List<Member> members(Collection<Long> organisationIds) {
        if (organisationIds.isEmpty()) {
            return List.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT m.id AS membership_id, p.id AS person_id, p.display_name, p.username, p.mobile, m.status,
                               m.requested_at, o.name_zh AS organisation_zh, o.name_en AS organisation_en,
                               coalesce((SELECT string_agg(r.role, ',' ORDER BY r.role) FROM role_grant r
                                          WHERE r.person_id = p.id AND r.organisation_id = o.id AND r.revoked_at IS NULL), '') AS roles
                          FROM membership m JOIN person p ON p.id = m.person_id JOIN organisation o ON o.id = m.organisation_id
                         WHERE m.organisation_id IN (<organisations>) AND m.status IN ('PENDING', 'ACTIVE')
                         ORDER BY m.status = 'ACTIVE', m.requested_at DESC, m.id DESC
                         LIMIT 200""")
                .bindList("organisations", List.copyOf(organisationIds))
                .map(ConstructorMapper.of(Member.class))
                .list());
    }

    /** All areas in their order. */
    public List<Area> areas() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT id, name_zh, name_en FROM area ORDER BY sort, id")
                .map(ConstructorMapper.of(Area.class))
                .list());
    }
}
