package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Payments and their parts: facts, in plain SQL. */
@ApplicationScoped
class PaymentRows {

    private final Jdbi jdbi;

    PaymentRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Who paid whom, and who says so. */
    record Parties(long organisationId, long providerId, boolean saidByProvider, long uploadedBy) {}

    /** Adds a payment; empty when the bank's number of the transfer is used already. */
    Optional<Long> insert(PaymentDetails details, Parties parties, @Nullable Long blobId, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO payment_proof (payer_account, payee_account, payer_name, payee_name, bank_ref, paid_on,
                                                   amount_fen, organisation_id, provider_id, source, blob_id, uploaded_by, created_at)
                        VALUES (:payerAccount, :payeeAccount, :payerName, :payeeName, :ref, :day, :amount, :organisation,
                                :provider, :source, :blob, :by, :now)
                        ON CONFLICT DO NOTHING RETURNING id""")
                .bind("payerAccount", details.payerAccount())
                .bind("payeeAccount", details.payeeAccount())
                .bind("payerName", details.payerName())
                .bind("payeeName", details.payeeName())
                .bind("ref", details.bankRef())
                .bind("day", details.paidOn())
                .bind("amount", details.amount().value())
                .bind("organisation", parties.organisationId())
                .bind("provider", parties.providerId())
                .bind("source", parties.saidByProvider() ? "PROVIDER" : "FIRM")
                .bind("blob", blobId)
                .bind("by", parties.uploadedBy())
                .bind("now", now)
                .mapTo(Long.class)
                .findOne());
    }

    void allocate(long paymentId, long chargeId, Fen part) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO payment_charge (payment_id, charge_id, allocated_fen) VALUES (:payment, :charge, :part)""")
                .bind("payment", paymentId)
                .bind("charge", chargeId)
                .bind("part", part.value())
                .execute());
    }

    /** The parts of payments that stand for these charges, the oldest first. */
    List<AllocatedPayment> ofCharges(Collection<Long> chargeIds) {
        if (chargeIds.isEmpty()) {
            return List.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT a.charge_id, a.allocated_fen, p.*, b.file_name, b.media_type, b.sha256
                          FROM payment_charge a JOIN payment_proof p ON p.id = a.payment_id LEFT JOIN blob b ON b.id = p.blob_id
                         WHERE a.charge_id = ANY (:charges) ORDER BY p.id, a.charge_id""")
                .bindArray("charges", Long.class, chargeIds.toArray())
                .map((row, context) -> new AllocatedPayment(
                        row.getLong("charge_id"), payment(row), Fen.of(row.getLong("allocated_fen"))))
                .list());
    }

    private static PaymentInfo payment(ResultSet row) throws SQLException {
        Long blob = row.getObject("blob_id", Long.class);
        return new PaymentInfo(
                row.getLong("id"),
                row.getString("payer_account"),
                row.getString("payee_account"),
                row.getString("payer_name"),
                row.getString("payee_name"),
                row.getString("bank_ref"),
                row.getObject("paid_on", LocalDate.class),
                Fen.of(row.getLong("amount_fen")),
                row.getLong("organisation_id"),
                row.getLong("provider_id"),
                row.getString("source"),
                row.getLong("uploaded_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                blob == null
                        ? null
                        : new InvoiceInfo.File(
                                blob,
                                row.getString("file_name"),
                                row.getString("media_type"),
                                row.getString("sha256")));
    }
}
