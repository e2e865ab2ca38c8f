package io.weiyi.identity;

import io.weiyi.kernel.money.Fen;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Entries of the registers in plain SQL. */
@ApplicationScoped
class StandingRows {

    private static final String SELECT = """
            SELECT e.id, e.kind, e.organisation_code, coalesce(g.name, e.value) AS value, e.other_code, e.valid_from,
                   e.valid_until, e.source, e.created_at, e.withdrawn_at
              FROM standing_entry e LEFT JOIN control_group g ON g.id = e.control_group_id
            """;
    private static final String VALID = """
             AND e.withdrawn_at IS NULL AND e.valid_from <= :day AND (e.valid_until IS NULL OR e.valid_until > :day)
            """;

    private final Jdbi jdbi;

    StandingRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A control group by its id and name. */
    record Group(long id, String name) {}

    List<StandingEntry> validOn(String code, LocalDate day) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + "WHERE e.organisation_code = :code" + VALID + "ORDER BY e.valid_from DESC, e.id DESC")
                .bind("code", code)
                .bind("day", day)
                .map((row, context) -> entry(row))
                .list());
    }

    List<StandingEntry> entriesOf(String code) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + "WHERE e.organisation_code = :code OR e.other_code = :code ORDER BY e.id DESC")
                .bind("code", code)
                .map((row, context) -> entry(row))
                .list());
    }

    Optional<String> techSmeNumber(String code, LocalDate day) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT entry_number FROM tech_sme_entry
                         WHERE organisation_code = :code AND valid_from <= :day AND valid_until > :day
                         ORDER BY valid_from DESC LIMIT 1""")
                .bind("code", code)
                .bind("day", day)
                .mapTo(String.class)
                .findOne());
    }

    String declaredSize(long organisationId) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT size_class FROM organisation WHERE id = :id")
                .bind("id", organisationId)
                .mapTo(String.class)
                .one());
    }

    Optional<Group> groupOf(String code, LocalDate day) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT g.id, g.name FROM standing_entry e JOIN control_group g ON g.id = e.control_group_id
                         WHERE e.kind = 'CONTROL' AND e.organisation_code = :code""" + VALID)
                .bind("code", code)
                .bind("day", day)
                .map((row, context) -> new Group(row.getLong(1), row.getString(2)))
                .findOne());
    }

    List<Long> members(long groupId, LocalDate day) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT o.id FROM standing_entry e JOIN organisation o ON o.code = e.organisation_code
                         WHERE e.control_group_id = :group""" + VALID)
                .bind("group", groupId)
                .bind("day", day)
                .mapTo(Long.class)
                .list());
    }

    Optional<String> relation(String code, String otherCode, LocalDate day) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT e.value FROM standing_entry e
                         WHERE e.kind = 'RELATED' AND (e.organisation_code = :code AND e.other_code = :other
                               OR e.organisation_code = :other AND e.other_code = :code)""" + VALID + "ORDER BY e.id LIMIT 1")
                .bind("code", code)
                .bind("other", otherCode)
                .bind("day", day)
                .mapTo(String.class)
                .findOne());
    }

    List<PublicGrant> grantsFor(String number, @Nullable String code) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT * FROM public_grant
                         WHERE invoice_number = :number AND invoice_code IS NOT DISTINCT FROM :code ORDER BY id""")
                .bind("number", number)
                .bind("code", code)
                .map((row, context) -> grant(row))
                .list());
    }

    List<PublicGrant> grantsOf(String organisationCode, int year) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT * FROM public_grant WHERE organisation_code = :code AND year = :year ORDER BY id")
                .bind("code", organisationCode)
                .bind("year", year)
                .map((row, context) -> grant(row))
                .list());
    }

    void insert(StandingEntry entry, long createdBy, @Nullable Long importId, Instant now) {
        boolean control = entry.kind() == StandingKind.CONTROL;
        Long group = control ? (Long) group(entry.value(), now) : null;
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO standing_entry (kind, organisation_code, value, other_code, control_group_id, valid_from,
                                                    valid_until, source, import_id, created_by, created_at)
                        VALUES (:kind, :code, :value, :other, :group, :from, :until, :source, :import, :by, :now)""")
                .bind("kind", entry.kind().name())
                .bind("code", entry.organisationCode())
                .bind("value", control ? "" : entry.value())
                .bind("other", entry.otherCode())
                .bind("group", group)
                .bind("from", entry.validFrom())
                .bind("until", entry.validUntil())
                .bind("source", entry.source())
                .bind("import", importId)
                .bind("by", createdBy)
                .bind("now", now)
                .execute());
    }

    /** The group of this name, made when it is new. */
    private long group(String name, Instant now) {
        return jdbi.withHandle(handle -> {
            handle.createUpdate(
                            "INSERT INTO control_group (name, created_at) VALUES (:name, :now) ON CONFLICT DO NOTHING")
                    .bind("name", name)
                    .bind("now", now)
                    .execute();
            return handle.createQuery("SELECT id FROM control_group WHERE name = :name")
                    .bind("name", name)
                    .mapTo(Long.class)
                    .one();
        });
    }

    boolean withdraw(long id, long personId, Instant now) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                                UPDATE standing_entry SET withdrawn_by = :by, withdrawn_at = :now
                                 WHERE id = :id AND withdrawn_at IS NULL""")
                        .bind("id", id)
                        .bind("by", personId)
                        .bind("now", now)
                        .execute()
                == 1);
    }

    private static StandingEntry entry(ResultSet row) throws SQLException {
        OffsetDateTime withdrawn = row.getObject("withdrawn_at", OffsetDateTime.class);
        return new StandingEntry(
                row.getLong("id"),
                StandingKind.valueOf(row.getString("kind")),
                row.getString("organisation_code"),
                row.getString("value"),
                row.getString("other_code"),
                row.getObject("valid_from", LocalDate.class),
                row.getObject("valid_until", LocalDate.class),
                row.getString("source"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                withdrawn == null ? null : withdrawn.toInstant());
    }

    private static PublicGrant grant(ResultSet row) throws SQLException {
        return new PublicGrant(
                row.getString("organisation_code"),
                row.getInt("year"),
                row.getString("programme"),
                row.getString("invoice_number"),
                row.getString("invoice_code"),
                Fen.of(row.getLong("amount_fen")),
                row.getString("source"));
    }
}
