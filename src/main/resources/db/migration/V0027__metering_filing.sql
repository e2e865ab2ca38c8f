-- Unbooked use is filed by the lab under what it was for.

CREATE TABLE session_filing (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id bigint NOT NULL REFERENCES usage_session,
    kind       text NOT NULL CHECK (kind IN ('TEACHING','RESEARCH','MAINTENANCE','CALIBRATION','TRAINING')),
    filed_by   bigint NOT NULL REFERENCES person,
    filed_at   timestamptz NOT NULL
);
COMMENT ON TABLE session_filing IS 'What unbooked use was for (归类); the latest of a session counts. Insert-only.';
CREATE INDEX session_filing_session ON session_filing (session_id, id DESC);
CREATE INDEX session_filing_filed_by ON session_filing (filed_by);
CREATE TRIGGER session_filing_is_fact BEFORE UPDATE OR DELETE ON session_filing FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE INDEX usage_session_unbooked ON usage_session (owner_id, started_at DESC, id DESC) WHERE booking_id IS NULL AND status IN ('CLOSED','DISPUTED');

-- A corrected session is still the same use: its new row is filed as the old one was.
CREATE FUNCTION session_filing_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO session_filing (session_id, kind, filed_by, filed_at)
    SELECT NEW.id, f.kind, f.filed_by, f.filed_at FROM session_filing f
     WHERE f.session_id = NEW.corrects_id ORDER BY f.id DESC LIMIT 1;
    RETURN NULL;
END $$;
CREATE TRIGGER session_filing_follows AFTER INSERT ON usage_session FOR EACH ROW
    WHEN (NEW.corrects_id IS NOT NULL AND NEW.booking_id IS NULL) EXECUTE FUNCTION session_filing_follows();
