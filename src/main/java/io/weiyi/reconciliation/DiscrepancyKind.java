package io.weiyi.reconciliation;

/**
 * What may not fit (差异), each with how it is found. They are looked for after the rules have matched what fits; amounts
 * are what is in question.
 */
enum DiscrepancyKind {
    CHARGE_WITHOUT_USE("""
            SELECT 'charge' AS subject_kind, c.id AS subject_id, c.organisation_id, c.total_fen AS amount_fen, ARRAY['charge:' || c.id] AS refs
              FROM charge c
             WHERE c.live AND c.posting_month = :month AND c.total_fen > 0
               AND NOT EXISTS (SELECT 1 FROM reconciliation_match m WHERE m.link IN ('USE_CHARGE','BOOKING_CHARGE','ORDER_CHARGE')
                                AND m.right_id = c.id AND m.undone_at IS NULL)"""),
    /**
     * Estimates may wait for a week; what is older and has no charge was forgotten. Imported use is history that another
     * system has charged for.
     */
    USE_WITHOUT_CHARGE("""
            SELECT 'session' AS subject_kind, u.id AS subject_id, b.organisation_id, b.quote_fen AS amount_fen,
                   ARRAY['session:' || u.id, 'booking:' || b.id] AS refs
              FROM usage_session u JOIN booking b ON b.id = u.booking_id AND b.status = 'FINISHED'
             WHERE u.status = 'CLOSED' AND u.source <> 'IMPORTED' AND u.ended_at >= :from AND u.ended_at < :until
               AND u.ended_at < :now::timestamptz - interval '8 days'
               AND NOT EXISTS (SELECT 1 FROM charge c WHERE c.live AND c.subject_kind = 'BOOKING' AND c.subject_id = b.id)"""),
    INVOICE_ABOVE_CHARGE("""
            SELECT 'invoice' AS subject_kind, i.id AS subject_id, i.organisation_id, i.amount_fen - s.stands AS amount_fen,
                   ARRAY['invoice:' || i.id] || s.charges AS refs
              FROM invoice i CROSS JOIN LATERAL (
                   SELECT coalesce(sum(a.allocated_fen) FILTER (WHERE c.live), 0)::bigint AS stands,
                          coalesce(array_agg('charge:' || c.id ORDER BY c.id), '{}') AS charges
                     FROM invoice_charge a JOIN charge c ON c.id = a.charge_id WHERE a.invoice_id = i.id) s
             WHERE i.issued_on >= :month AND i.issued_on < :nextMonth AND i.amount_fen - s.stands > :rounding"""),
    PAID_NOT_APPROVED("""
            SELECT 'payout-item' AS subject_kind, i.id AS subject_id, k.applicant_id AS organisation_id, i.amount_fen,
                   ARRAY['payout-batch:' || b.id, 'claim:' || k.id] AS refs
              FROM payout_batch b JOIN payout_item i ON i.batch_id = b.id AND i.status IN ('PENDING','PAID') JOIN claim k ON k.id = i.claim_id
             WHERE b.month = :month AND NOT EXISTS (SELECT 1 FROM claim_event e WHERE e.claim_id = k.id AND e.to_status = 'APPROVED')"""),
    /** In a month that is over nothing payable should be left, nor a failed payment at any time. */
    APPROVED_NOT_PAID("""
            SELECT 'claim' AS subject_kind, k.id AS subject_id, k.applicant_id AS organisation_id, coalesce(k.subsidy_fen, 0) AS amount_fen,
                   ARRAY['claim:' || k.id] AS refs
              FROM claim k
             WHERE k.status_since >= :from AND k.status_since < :until
               AND (k.status = 'PAY_FAILED' OR k.status = 'PAYABLE' AND :until <= :now::timestamptz)"""),
    /** The same firm, lab, day and amount twice, under two numbers of the bank or none. */
    DUPLICATE("""
            SELECT 'payment' AS subject_kind, p.id AS subject_id, p.organisation_id, p.amount_fen,
                   ARRAY['payment:' || p.id, 'payment:' || p.first_id] AS refs
              FROM (SELECT x.*, min(x.id) OVER same AS first_id FROM payment_proof x
                     WHERE x.paid_on >= :month AND x.paid_on < :nextMonth
                    WINDOW same AS (PARTITION BY x.organisation_id, x.provider_id, x.paid_on, x.amount_fen)) p
             WHERE p.id > p.first_id"""),
    PARTY_DIFFERS("""
            SELECT 'invoice' AS subject_kind, i.id AS subject_id, i.organisation_id, i.amount_fen, ARRAY['invoice:' || i.id] AS refs
              FROM invoice i JOIN organisation b ON b.id = i.organisation_id JOIN organisation s ON s.id = i.provider_id
             WHERE i.issued_on >= :month AND i.issued_on < :nextMonth AND (i.buyer_code <> b.code OR i.seller_code <> s.code)"""),
    /** Nobody writes an invoice before the month of the service. */
    PERIOD_DIFFERS("""
            SELECT 'invoice' AS subject_kind, i.id AS subject_id, i.organisation_id, a.allocated_fen AS amount_fen,
                   ARRAY['invoice:' || i.id, 'charge:' || c.id] AS refs
              FROM charge c JOIN invoice_charge a ON a.charge_id = c.id JOIN invoice i ON i.id = a.invoice_id
             WHERE c.live AND c.posting_month = :month AND i.issued_on < c.service_month"""),
    AMOUNT_DIFFERS("""
            SELECT 'charge' AS subject_kind, c.id AS subject_id, c.organisation_id, c.total_fen - s.invoiced AS amount_fen,
                   ARRAY['charge:' || c.id] AS refs
              FROM charge c CROSS JOIN LATERAL (
                   SELECT coalesce(sum(a.allocated_fen), 0)::bigint AS invoiced FROM invoice_charge a WHERE a.charge_id = c.id) s
             WHERE c.live AND c.posting_month = :month AND c.status IN ('INVOICED','PAID') AND c.total_fen - s.invoiced > :rounding
            UNION ALL
            SELECT 'payout-item', i.id, k.applicant_id, abs(i.amount_fen - coalesce(k.subsidy_fen, 0)),
                   ARRAY['payout-batch:' || b.id, 'claim:' || k.id]
              FROM payout_batch b JOIN payout_item i ON i.batch_id = b.id AND i.status IN ('PENDING','PAID') JOIN claim k ON k.id = i.claim_id
             WHERE b.month = :month AND i.amount_fen <> coalesce(k.subsidy_fen, 0)""");

    private final String found;

    DiscrepancyKind(String found) {
        this.found = found;
    }

    String found() {
        return found;
    }
}
