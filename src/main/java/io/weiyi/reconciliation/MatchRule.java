package io.weiyi.reconciliation;

/**
 * The rules by which things are matched (三方核对), in the order in which they are tried: what a rule has matched, no later
 * one looks at. Each gives pairs and the amount they agree on.
 */
enum MatchRule {
    /** Metered use that nothing is wrong with. */
    USE_VERIFIED("USE_CHARGE", 100, """
            SELECT cs.session_id AS left_id, c.id AS right_id, c.total_fen AS amount_fen
              FROM charge c JOIN charge_session cs ON cs.charge_id = c.id
              JOIN usage_session u ON u.id = cs.session_id AND u.status = 'CLOSED' AND u.verification = 'VERIFIED'
             WHERE c.live AND c.posting_month = :month"""),
    /** Use that people told of, that was estimated, or that came with another system's history. */
    USE_TOLD("USE_CHARGE", 70, """
            SELECT cs.session_id AS left_id, c.id AS right_id, c.total_fen AS amount_fen
              FROM charge c JOIN charge_session cs ON cs.charge_id = c.id
              JOIN usage_session u ON u.id = cs.session_id AND u.status = 'CLOSED'
                   AND u.verification IN ('MANUAL','ESTIMATED','UNVERIFIED')
             WHERE c.live AND c.posting_month = :month"""),
    /** A finished booking of an instrument without a meter is priced on its window. */
    USE_BOOKED("BOOKING_CHARGE", 60, """
            SELECT b.id AS left_id, c.id AS right_id, c.total_fen AS amount_fen
              FROM charge c JOIN booking b ON c.subject_kind = 'BOOKING' AND b.id = c.subject_id AND b.status = 'FINISHED'
             WHERE c.live AND c.posting_month = :month AND NOT EXISTS (SELECT 1 FROM charge_session cs WHERE cs.charge_id = c.id)"""),
    /** A sample order that was tested. */
    ORDER_TESTED("ORDER_CHARGE", 90, """
            SELECT o.id AS left_id, c.id AS right_id, c.total_fen AS amount_fen
              FROM charge c JOIN sample_order o ON c.subject_kind = 'SAMPLE_ORDER' AND o.id = c.subject_id AND o.status IN ('TESTED','REPORTED')
             WHERE c.live AND c.posting_month = :month"""),
    /** One invoice for one charge, to the fen. */
    INVOICE_EXACT("CHARGE_INVOICE", 100, """
            SELECT c.id AS left_id, a.id AS right_id, a.allocated_fen AS amount_fen
              FROM charge c JOIN invoice_charge a ON a.charge_id = c.id JOIN invoice i ON i.id = a.invoice_id
             WHERE c.live AND c.posting_month = :month AND a.allocated_fen = c.total_fen AND i.amount_fen = a.allocated_fen"""),
    /** One invoice for several charges. */
    INVOICE_MERGED("CHARGE_INVOICE", 95, """
            SELECT c.id AS left_id, a.id AS right_id, a.allocated_fen AS amount_fen
              FROM charge c JOIN invoice_charge a ON a.charge_id = c.id JOIN invoice i ON i.id = a.invoice_id
             WHERE c.live AND c.posting_month = :month AND a.allocated_fen = c.total_fen
               AND i.amount_fen = (SELECT sum(x.allocated_fen) FROM invoice_charge x JOIN charge y ON y.id = x.charge_id AND y.live
                                    WHERE x.invoice_id = i.id)"""),
    /** Several invoices for one charge. */
    INVOICE_SPLIT("CHARGE_INVOICE", 90, """
            SELECT c.id AS left_id, a.id AS right_id, a.allocated_fen AS amount_fen
              FROM charge c JOIN invoice_charge a ON a.charge_id = c.id
             WHERE c.live AND c.posting_month = :month AND a.allocated_fen < c.total_fen
               AND c.total_fen = (SELECT sum(x.allocated_fen) FROM invoice_charge x WHERE x.charge_id = c.id)"""),
    /** The parts come to the charge but for a few fen of rounding. */
    INVOICE_ROUNDED("CHARGE_INVOICE", 70, """
            SELECT c.id AS left_id, a.id AS right_id, a.allocated_fen AS amount_fen
              FROM charge c JOIN invoice_charge a ON a.charge_id = c.id
             WHERE c.live AND c.posting_month = :month
               AND c.total_fen - (SELECT sum(x.allocated_fen) FROM invoice_charge x WHERE x.charge_id = c.id) BETWEEN 0 AND :rounding"""),
    /** The claim names the charge and its very invoice. */
    CLAIM_EXACT("CHARGE_CLAIM", 100, """
            SELECT c.id AS left_id, l.id AS right_id, l.allocated_fen AS amount_fen
              FROM charge c JOIN claim_line l ON l.charge_id = c.id AND l.live
             WHERE c.live AND c.posting_month = :month AND l.allocated_fen <= c.total_fen
               AND EXISTS (SELECT 1 FROM invoice_charge a JOIN invoice i ON i.id = a.invoice_id
                            WHERE a.charge_id = c.id AND CASE WHEN i.code IS NULL THEN i.number ELSE i.code || '-' || i.number END = l.invoice_key)"""),
    /** The claim names the charge; which invoice is not said in the same words. */
    CLAIM_CHARGE("CHARGE_CLAIM", 80, """
            SELECT c.id AS left_id, l.id AS right_id, l.allocated_fen AS amount_fen
              FROM charge c JOIN claim_line l ON l.charge_id = c.id AND l.live
             WHERE c.live AND c.posting_month = :month AND l.allocated_fen <= c.total_fen"""),
    /** What was approved is what the batch pays. */
    PAYOUT_EXACT("CLAIM_PAYOUT", 100, """
            SELECT k.id AS left_id, i.id AS right_id, i.amount_fen
              FROM payout_batch b JOIN payout_item i ON i.batch_id = b.id AND i.status IN ('PENDING','PAID')
              JOIN claim k ON k.id = i.claim_id AND k.subsidy_fen = i.amount_fen
             WHERE b.month = :month"""),
    /** The bank names the payment by its own number. */
    BANK_NUMBER("PAYOUT_BANK", 100, """
            SELECT i.id AS left_id, r.id AS right_id, i.amount_fen
              FROM payout_batch b JOIN payout_item i ON i.batch_id = b.id AND i.status = 'PAID'
              JOIN payout_result r ON r.item_id = i.id AND r.result = 'PAID' AND r.bank_ref <> ''
             WHERE b.month = :month"""),
    /** The bank says paid, without a number. */
    BANK_WORD("PAYOUT_BANK", 80, """
            SELECT i.id AS left_id, r.id AS right_id, i.amount_fen
              FROM payout_batch b JOIN payout_item i ON i.batch_id = b.id AND i.status = 'PAID'
              JOIN payout_result r ON r.item_id = i.id AND r.result = 'PAID'
             WHERE b.month = :month""");

    private final String link;
    private final int confidence;
    private final String pairs;

    MatchRule(String link, int confidence, String pairs) {
        this.link = link;
        this.confidence = confidence;
        this.pairs = pairs;
    }

    String link() {
        return link;
    }

    int confidence() {
        return confidence;
    }

    String pairs() {
        return pairs;
    }
}
