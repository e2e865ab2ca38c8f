package io.weiyi.reconciliation.payout;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Payee accounts in plain SQL. */
@Singleton
class PayeeAccountRows {

    private static final String SELECT = """
            SELECT id, organisation_id, name, number, bank, cnaps, entered_by, entered_at,
                   CASE WHEN closed_at IS NOT NULL THEN 'CLOSED' WHEN confirmed_at IS NULL THEN 'ENTERED'
                        WHEN seen_at IS NULL THEN 'CHANGED' ELSE 'VALID' END AS status
              FROM payee_account
            """;

    private final Jdbi jdbi;

    PayeeAccountRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    long insert(long organisationId, Payee payee, long by, Instant now) {
        return jdbi.withHandle(handle -> {
            // What was entered and never confirmed gives way.
            handle.createUpdate("""
                            UPDATE payee_account SET closed_at = :now
                             WHERE organisation_id = :organisation AND confirmed_at IS NULL AND closed_at IS NULL""")
                    .bind("now", now)
                    .bind("organisation", organisationId)
                    .execute();
            return handle.createQuery("""
                            INSERT INTO payee_account (organisation_id, name, number, bank, cnaps, entered_by, entered_at)
                            VALUES (:organisation, :name, :number, :bank, :cnaps, :by, :now) RETURNING id""")
                    .bind("organisation", organisationId)
                    .bind("name", payee.name())
                    .bind("number", payee.number())
                    .bind("bank", payee.bank())
                    .bind("cnaps", payee.cnaps())
                    .bind("by", by)
                    .bind("now", now)
                    .mapTo(Long.class)
                    .one();
        });
    }

    Optional<PayeeAccount> lock(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map((row, context) -> account(row))
                .findOne());
    }

    List<PayeeAccount> ofOrganisation(long organisationId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + " WHERE organisation_id = :organisation ORDER BY id DESC LIMIT 200")
                .bind("organisation", organisationId)
                .map((row, context) -> account(row))
                .list());
    }

    /** Accounts that replace another and wait for finance, the oldest first. */
    List<PayeeAccount> changed() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT
                                + " WHERE confirmed_at IS NOT NULL AND seen_at IS NULL AND closed_at IS NULL ORDER BY id LIMIT 200")
                .map((row, context) -> account(row))
                .list());
    }

    /** Accounts that may be paid to, by organisation. */
    Map<Long, Payee> valid(Collection<Long> organisations) {
        return jdbi.withHandle(handle -> {
            Map<Long, Payee> payees = new HashMap<>();
            handle.createQuery(
                            SELECT
                                    + " WHERE organisation_id = ANY (:ids) AND confirmed_at IS NOT NULL AND seen_at IS NOT NULL AND closed_at IS NULL")
                    .bindArray("ids", Long.class, organisations.toArray())
                    .map((row, context) -> account(row))
                    .forEach(account -> payees.put(account.organisationId(), account.payee()));
            return payees;
        });
    }

    /** Confirms it in the place of the one before. The first of an organisation needs no look of finance. */
    void confirm(PayeeAccount account, long by, Instant now) {
        jdbi.useHandle(handle -> {
            int replaced = handle.createUpdate("""
                            UPDATE payee_account SET closed_at = :now
                             WHERE organisation_id = :organisation AND confirmed_at IS NOT NULL AND closed_at IS NULL""")
                    .bind("now", now)
                    .bind("organisation", account.organisationId())
                    .execute();
            handle.createUpdate("""
                            UPDATE payee_account SET confirmed_by = :by, confirmed_at = :now,
                                   seen_at = CASE WHEN :first THEN CAST(:now AS timestamptz) END WHERE id = :id""")
                    .bind("by", by)
                    .bind("now", now)
                    .bind("first", replaced == 0)
                    .bind("id", account.id())
                    .execute();
        });
    }

    void seen(long id, long by, Instant now) {
        jdbi.useHandle(
                handle -> handle.createUpdate("UPDATE payee_account SET seen_by = :by, seen_at = :now WHERE id = :id")
                        .bind("by", by)
                        .bind("now", now)
                        .bind("id", id)
                        .execute());
    }

    private static PayeeAccount account(ResultSet row) throws SQLException {
        long enteredBy = row.getLong("entered_by");
        boolean known = !row.wasNull();
        return new PayeeAccount(
                row.getLong("id"),
                row.getLong("organisation_id"),
                new Payee(
                        row.getLong("id"),
                        row.getString("name"),
                        row.getString("number"),
                        row.getString("bank"),
                        row.getString("cnaps")),
                PayeeAccount.Status.valueOf(row.getString("status")),
                known ? enteredBy : null,
                row.getObject("entered_at", OffsetDateTime.class).toInstant());
    }
}
