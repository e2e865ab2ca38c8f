-- Firms are reminded of claim windows (申报期).

CREATE TABLE claim_window_reminder (
    pack_code       text NOT NULL,
    reminder_day    date NOT NULL,
    organisation_id bigint NOT NULL REFERENCES organisation,
    told_at         timestamptz NOT NULL,
    PRIMARY KEY (pack_code, reminder_day, organisation_id)
);
COMMENT ON TABLE claim_window_reminder IS 'Which firm was reminded of a pack''s claim window, for which day: its opening, or some days before its end. Insert-only.';
CREATE INDEX claim_window_reminder_organisation ON claim_window_reminder (organisation_id);
CREATE TRIGGER claim_window_reminder_is_fact BEFORE UPDATE OR DELETE ON claim_window_reminder FOR EACH ROW EXECUTE FUNCTION refuse_change();
