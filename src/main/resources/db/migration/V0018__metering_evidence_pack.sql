-- Closed sessions' readings in one compressed row, so that a month of raw readings may go.

CREATE TABLE evidence_pack (
    device_id     text NOT NULL REFERENCES device,
    sid           uuid NOT NULL,
    instrument_id bigint NOT NULL REFERENCES instrument,
    no            int NOT NULL CHECK (no >= 1),
    seqs          bigint[] NOT NULL,
    packed_at     timestamptz NOT NULL,
    content       bytea NOT NULL,
    PRIMARY KEY (device_id, sid, instrument_id, no)
);
COMMENT ON TABLE evidence_pack IS 'The signed readings of a closed session with their receipts, packed (机时存证). What comes late is packed beside them under the next number. Insert-only.';
COMMENT ON COLUMN evidence_pack.seqs IS 'The seqs of the session''s readings that are in it.';
CREATE INDEX evidence_pack_instrument ON evidence_pack (instrument_id);
CREATE TRIGGER evidence_pack_is_fact BEFORE UPDATE OR DELETE ON evidence_pack FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER evidence_pack_is_kept BEFORE TRUNCATE ON evidence_pack FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- For the owner's hand alone. Keeps a month that is younger than 90 days or holds a session's reading nobody packed.
CREATE FUNCTION raw_reading_drop_month(moment timestamptz, now_is timestamptz DEFAULT now()) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    part text := 'raw_reading_' || to_char(moment AT TIME ZONE 'UTC', 'YYYYMM');
    upper_bound timestamptz := (date_trunc('month', moment AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
    unpacked bigint;
BEGIN
    IF to_regclass(part) IS NULL THEN
        RETURN false;
    END IF;
    IF upper_bound > now_is - interval '90 days' THEN
        RAISE EXCEPTION 'raw_reading_month_young: % ends less than 90 days ago', part USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('SELECT count(*) FROM %I r WHERE r.sid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM evidence_pack p'
        || ' WHERE p.device_id = r.device_id AND p.sid = r.sid AND p.instrument_id = r.instrument_id AND r.seq = ANY (p.seqs))', part)
        INTO unpacked;
    IF unpacked > 0 THEN
        RAISE EXCEPTION 'raw_reading_month_unpacked: % readings of % are in no pack', unpacked, part USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('DROP TABLE %I', part);
    RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION raw_reading_drop_month(timestamptz, timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION raw_reading_drop_month(timestamptz, timestamptz) IS 'Drops one month of raw readings once every session in it is packed and it is 90 days old; see the runbook.';
