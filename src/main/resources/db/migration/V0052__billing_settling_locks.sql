-- Two parts of one invoice or payment follow each other by the row itself: advisory locks of a large import would not fit
-- into the server's table of locks. The function runs as the owner, for whom alone the row can be locked.

CREATE OR REPLACE FUNCTION invoice_charge_check_sum() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM 1 FROM invoice WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
    IF (SELECT coalesce(sum(a.allocated_fen), 0) FROM invoice_charge a JOIN charge c ON c.id = a.charge_id
         WHERE a.invoice_id = NEW.invoice_id AND c.live) > (SELECT amount_fen FROM invoice WHERE id = NEW.invoice_id) THEN
        RAISE EXCEPTION 'invoice_charge_sum: the parts of invoice % exceed it', NEW.invoice_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_charge_sum';
    END IF;
    IF (SELECT coalesce(sum(allocated_fen), 0) FROM invoice_charge WHERE charge_id = NEW.charge_id)
       > (SELECT total_fen FROM charge WHERE id = NEW.charge_id) THEN
        RAISE EXCEPTION 'invoice_charge_total: more is invoiced than charge % comes to', NEW.charge_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_charge_total';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION payment_charge_check_sum() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM 1 FROM payment_proof WHERE id = NEW.payment_id FOR NO KEY UPDATE;
    IF (SELECT sum(allocated_fen) FROM payment_charge WHERE payment_id = NEW.payment_id)
       > (SELECT amount_fen FROM payment_proof WHERE id = NEW.payment_id) THEN
        RAISE EXCEPTION 'payment_charge_sum: the parts of payment % exceed it', NEW.payment_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_charge_sum';
    END IF;
    RETURN NULL;
END $$;
