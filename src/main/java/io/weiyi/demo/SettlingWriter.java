package io.weiyi.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Settles what the demo city says is settled: every invoiced charge has an invoice of its own, every paid one a bank
 * receipt, and the ledger the receipt. Numbers follow from the charges; the papers are one sample page each.
 */
final class SettlingWriter {

    private static final String DONE = "c.status IN ('INVOICED','PAID') AND c.total_fen > 0";

    private final Connection connection;
    private final Instant now;

    SettlingWriter(Connection connection, Instant now) {
        this.connection = connection;
        this.now = now;
    }

    /** Writes everything about the charges that are there. */
    void write(DemoPapers.Kept papers) throws SQLException {
        invoices(papers.invoiceBlobId());
        payments(papers.receiptBlobId());
        receipts();
        payees();
    }

    /** Every firm has said where it is paid. */
    private void payees() throws SQLException {
        execute("""
                INSERT INTO payee_account (organisation_id, name, number, bank, cnaps, entered_at, confirmed_at, seen_at)
                SELECT id, name_zh, '622202161400' || lpad(id::text, 7, '0'), '中国工商银行威海分行', '102465000012', ?, ?, ?
                  FROM organisation WHERE kind = 'FIRM' AND NOT provider ORDER BY id""");
    }

    private void invoices(long blobId) throws SQLException {
        execute("""
                INSERT INTO invoice (number, type, issued_on, amount_fen, buyer_code, seller_code, provider_id, organisation_id,
                                     uploaded_by, created_at)
                SELECT to_char(c.created_at, 'YY') || '3720' || lpad(c.id::text, 14, '0'), '电子发票（普通发票）',
                       (least(c.created_at + interval '2 days', ?) AT TIME ZONE 'Asia/Shanghai')::date, c.total_fen, b.code,
                       p.code, c.provider_id, c.organisation_id,
                       (SELECT m.person_id FROM membership m WHERE m.organisation_id = c.provider_id ORDER BY m.id LIMIT 1),
                       least(c.created_at + interval '2 days', ?)
                  FROM charge c JOIN organisation b ON b.id = c.organisation_id JOIN organisation p ON p.id = c.provider_id
                 WHERE\s""" + DONE + " ORDER BY c.id");
        execute("INSERT INTO invoice_file (invoice_id, blob_id, added_by, added_at)" + " SELECT id, " + blobId
                + ", uploaded_by, created_at FROM invoice");
        execute("""
                INSERT INTO invoice_charge (invoice_id, charge_id, allocated_fen, created_at)
                SELECT i.id, c.id, c.total_fen, i.created_at FROM charge c JOIN invoice i ON i.number = to_char(c.created_at, 'YY')
                       || '3720' || lpad(c.id::text, 14, '0') WHERE\s""" + DONE + " ORDER BY c.id");
    }

    private void payments(long blobId) throws SQLException {
        execute("""
                INSERT INTO payment_proof (payer_account, payee_account, payer_name, payee_name, bank_ref, paid_on, amount_fen,
                                           organisation_id, provider_id, source, blob_id, uploaded_by, created_at)
                SELECT '6228' || lpad(b.id::text, 15, '0'), '3706' || lpad(p.id::text, 13, '0'), b.name_zh, p.name_zh,
                       'DEMO' || c.id, (least(c.created_at + interval '6 days', ?) AT TIME ZONE 'Asia/Shanghai')::date,
                       c.total_fen, b.id, p.id, 'FIRM',\s""" + blobId + """
                      , (SELECT m.person_id FROM membership m WHERE m.organisation_id = b.id ORDER BY m.id LIMIT 1),
                       least(c.created_at + interval '6 days', ?)
                  FROM charge c JOIN organisation b ON b.id = c.organisation_id JOIN organisation p ON p.id = c.provider_id
                 WHERE c.status = 'PAID' AND c.total_fen > 0 ORDER BY c.id""");
        execute("""
                INSERT INTO payment_charge (payment_id, charge_id, allocated_fen)
                SELECT p.id, c.id, c.total_fen FROM charge c JOIN payment_proof p ON p.bank_ref = 'DEMO' || c.id
                 WHERE c.status = 'PAID' AND c.total_fen > 0""");
    }

    /** The same postings that billing makes: the firm owes less, the lab has less due. */
    private void receipts() throws SQLException {
        execute("""
                INSERT INTO ledger_transaction (posted_at, posting_month, kind, ref_kind, ref_id, text)
                SELECT created_at, date_trunc('month', created_at AT TIME ZONE 'Asia/Shanghai')::date, 'charge-receipt',
                       'payment', id::text, '服务费收款 ' || id FROM payment_proof ORDER BY id""");
        execute("""
                INSERT INTO ledger_entry (transaction_id, account_id, amount_fen)
                SELECT t.id, a.id, CASE side WHEN 1 THEN -p.amount_fen ELSE p.amount_fen END
                  FROM ledger_transaction t JOIN payment_proof p ON t.ref_id = p.id::text
                       CROSS JOIN generate_series(1, 2) AS side
                       JOIN ledger_account a ON a.code = CASE side WHEN 1 THEN 'CHARGE-OWED-' || p.organisation_id
                                                              ELSE 'CHARGE-DUE-' || p.provider_id END
                 WHERE t.kind = 'charge-receipt' ORDER BY t.id, side""");
    }

    /** Every question mark stands for the present of the demo city. */
    private void execute(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int marks = (int) sql.chars().filter(c -> c == '?').count();
            for (int i = 1; i <= marks; i++) {
                statement.setObject(i, now.atOffset(ZoneOffset.UTC));
            }
            statement.executeUpdate();
        }
    }
}
