-- Use of instruments that no agent watches: by the label's QR code, or from the logbook.

CREATE TABLE manual_session (
    sid             uuid PRIMARY KEY,
    origin          text NOT NULL CHECK (origin IN ('SCAN','LOGBOOK')),
    entered_by      bigint NOT NULL REFERENCES person,
    entered_at      timestamptz NOT NULL,
    organisation_id bigint REFERENCES organisation,
    used_by         text NOT NULL CHECK (length(used_by) BETWEEN 1 AND 200),
    note            text NOT NULL CHECK (length(note) <= 500)
);
COMMENT ON TABLE manual_session IS 'Who says that a session of source MANUAL took place (人工补录), for whom and why; all parts of it share the sid. Insert-only.';
COMMENT ON COLUMN manual_session.organisation_id IS 'Whose use it is as far as a scan tells; bookings of others are never linked to it. Null for the logbook.';
CREATE INDEX manual_session_entered_by ON manual_session (entered_by);
CREATE INDEX manual_session_organisation ON manual_session (organisation_id) WHERE organisation_id IS NOT NULL;
CREATE TRIGGER manual_session_is_fact BEFORE UPDATE OR DELETE ON manual_session FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- No device stands behind what a person says, and nothing turns it into a verified one.
ALTER TABLE usage_session ADD CONSTRAINT usage_session_manual CHECK (source <> 'MANUAL'
    OR (device_id IS NULL AND (verification IS NULL OR verification IN ('MANUAL','ESTIMATED'))));

-- Nobody uses an instrument twice at once by hand: one open session, and no two rows of the logbook over the same time.
ALTER TABLE usage_session ADD CONSTRAINT usage_session_manual_overlap
    EXCLUDE USING gist (instrument_id WITH =, tstzrange(started_at, ended_at) WITH &&) WHERE (source = 'MANUAL' AND status <> 'ADJUSTED');
