package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Invoices, their files and their parts: facts, in plain SQL. */
@ApplicationScoped
class InvoiceRows {

    private static final String SELECT = """
            SELECT i.id, i.number, i.code, i.type, i.issued_on, i.amount_fen, i.buyer_code, i.seller_code, i.provider_id,
                   i.organisation_id, i.uploaded_by, i.created_at
            """;

    private final Jdbi jdbi;

    InvoiceRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Adds an invoice; empty when its number is used already. A twin that is just being added is waited for. */
    Optional<Long> insert(InvoiceDetails details, long providerId, long organisationId, long uploadedBy, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        INSERT INTO invoice (number, code, type, issued_on, amount_fen, buyer_code, seller_code, provider_id,
                                             organisation_id, uploaded_by, created_at)
                        VALUES (:number, :code, :type, :day, :amount, :buyer, :seller, :provider, :organisation, :by, :now)
                        ON CONFLICT DO NOTHING RETURNING id""")
                .bind("number", details.number())
                .bind("code", details.code())
                .bind("type", details.type())
                .bind("day", details.issuedOn())
                .bind("amount", details.amount().value())
                .bind("buyer", details.buyerCode())
                .bind("seller", details.sellerCode())
                .bind("provider", providerId)
                .bind("organisation", organisationId)
                .bind("by", uploadedBy)
                .bind("now", now)
                .mapTo(Long.class)
                .findOne());
    }

    void insertFile(long invoiceId, long blobId, long addedBy, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO invoice_file (invoice_id, blob_id, added_by, added_at) VALUES (:invoice, :blob, :by, :now)""")
                .bind("invoice", invoiceId)
                .bind("blob", blobId)
                .bind("by", addedBy)
                .bind("now", now)
                .execute());
    }

    void allocate(long invoiceId, long chargeId, Fen part, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO invoice_charge (invoice_id, charge_id, allocated_fen, created_at)
                        VALUES (:invoice, :charge, :part, :now)""")
                .bind("invoice", invoiceId)
                .bind("charge", chargeId)
                .bind("part", part.value())
                .bind("now", now)
                .execute());
    }

    /** What of an invoice stands for live charges. */
    Fen allocated(long invoiceId) {
        return Fen.of(jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT coalesce(sum(a.allocated_fen), 0) FROM invoice_charge a JOIN charge c ON c.id = a.charge_id
                         WHERE a.invoice_id = :invoice AND c.live""")
                .bind("invoice", invoiceId)
                .mapTo(Long.class)
                .one()));
    }

    Optional<InvoiceInfo> find(long id) {
        return withFiles(jdbi.withHandle(handle -> handle.createQuery(SELECT + "FROM invoice i WHERE i.id = :id")
                        .bind("id", id)
                        .map((row, context) -> invoice(row))
                        .list()))
                .stream()
                .findFirst();
    }

    Optional<InvoiceInfo> findByNumber(String number, @Nullable String code) {
        return withFiles(jdbi.withHandle(handle -> handle.createQuery(SELECT
                                + "FROM invoice i WHERE i.number = :number AND i.code IS NOT DISTINCT FROM :code")
                        .bind("number", number)
                        .bind("code", code)
                        .map((row, context) -> invoice(row))
                        .list()))
                .stream()
                .findFirst();
    }

    /** The parts of invoices that stand for these charges, the oldest first. */
    List<AllocatedInvoice> ofCharges(Collection<Long> chargeIds) {
        if (chargeIds.isEmpty()) {
            return List.of();
        }
        List<AllocatedInvoice> bare = jdbi.withHandle(handle -> handle.createQuery(SELECT + """
                        , a.charge_id, a.allocated_fen FROM invoice_charge a JOIN invoice i ON i.id = a.invoice_id
                        WHERE a.charge_id = ANY (:charges) ORDER BY a.id""")
                .bindArray("charges", Long.class, chargeIds.toArray())
                .map((row, context) -> new AllocatedInvoice(
                        row.getLong("charge_id"), invoice(row), Fen.of(row.getLong("allocated_fen"))))
                .list());
        Map<Long, InvoiceInfo> whole = new HashMap<>();
        withFiles(bare.stream().map(AllocatedInvoice::invoice).distinct().toList())
                .forEach(invoice -> whole.put(invoice.id(), invoice));
        return bare.stream()
                .map(a -> new AllocatedInvoice(
                        a.chargeId(), whole.getOrDefault(a.invoice().id(), a.invoice()), a.allocated()))
                .toList();
    }

    private List<InvoiceInfo> withFiles(List<InvoiceInfo> bare) {
        if (bare.isEmpty()) {
            return bare;
        }
        Map<Long, List<InvoiceInfo.File>> files = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        SELECT f.invoice_id, b.id, b.file_name, b.media_type, b.sha256
                          FROM invoice_file f JOIN blob b ON b.id = f.blob_id
                         WHERE f.invoice_id = ANY (:invoices) ORDER BY b.id""")
                .bindArray(
                        "invoices",
                        Long.class,
                        bare.stream().map(InvoiceInfo::id).toArray())
                .map((row, context) -> Map.entry(
                        row.getLong(1),
                        new InvoiceInfo.File(row.getLong(2), row.getString(3), row.getString(4), row.getString(5))))
                .forEach(entry -> files.computeIfAbsent(entry.getKey(), id -> new ArrayList<>())
                        .add(entry.getValue())));
        return bare.stream()
                .map(i -> i.withFiles(files.getOrDefault(i.id(), List.of())))
                .toList();
    }

    private static InvoiceInfo invoice(ResultSet row) throws SQLException {
        return new InvoiceInfo(
                row.getLong("id"),
                row.getString("number"),
                row.getString("code"),
                row.getString("type"),
                row.getObject("issued_on", LocalDate.class),
                Fen.of(row.getLong("amount_fen")),
                row.getString("buyer_code"),
                row.getString("seller_code"),
                row.getLong("provider_id"),
                row.getLong("organisation_id"),
                row.getLong("uploaded_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                List.of());
    }
}
