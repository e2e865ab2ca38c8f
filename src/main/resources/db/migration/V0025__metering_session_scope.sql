-- Lists of sessions are scoped by owner and by firm. Read through the instrument and the booking, a page took seconds
-- at a million sessions; both are therefore kept on the row, by the database itself.

ALTER TABLE usage_session ADD COLUMN owner_id bigint REFERENCES organisation;
ALTER TABLE usage_session ADD COLUMN organisation_id bigint REFERENCES organisation;
COMMENT ON COLUMN usage_session.owner_id IS 'Who owned the instrument when the session began; filled by trigger.';
COMMENT ON COLUMN usage_session.organisation_id IS 'Whose booking it belongs to; follows booking_id by trigger, null without one.';

UPDATE usage_session u SET owner_id = i.owner_id FROM instrument i WHERE i.id = u.instrument_id;
UPDATE usage_session u SET organisation_id = b.organisation_id FROM booking b WHERE b.id = u.booking_id;
ALTER TABLE usage_session ALTER COLUMN owner_id SET NOT NULL;
ALTER TABLE usage_session ADD CONSTRAINT usage_session_firm CHECK ((booking_id IS NULL) = (organisation_id IS NULL));

CREATE FUNCTION usage_session_scope() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.owner_id IS NULL THEN
        SELECT i.owner_id INTO NEW.owner_id FROM instrument i WHERE i.id = NEW.instrument_id;
    END IF;
    IF NEW.booking_id IS NULL THEN
        NEW.organisation_id := NULL;
    ELSIF TG_OP = 'UPDATE' OR NEW.organisation_id IS NULL THEN
        SELECT b.organisation_id INTO NEW.organisation_id FROM booking b WHERE b.id = NEW.booking_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER usage_session_scope_new BEFORE INSERT ON usage_session FOR EACH ROW
    WHEN (NEW.owner_id IS NULL OR (NEW.booking_id IS NULL) <> (NEW.organisation_id IS NULL)) EXECUTE FUNCTION usage_session_scope();
CREATE TRIGGER usage_session_scope_moved BEFORE UPDATE OF booking_id ON usage_session FOR EACH ROW
    WHEN (NEW.booking_id IS DISTINCT FROM OLD.booking_id) EXECUTE FUNCTION usage_session_scope();

CREATE INDEX usage_session_owner ON usage_session (owner_id, started_at DESC, id DESC);
CREATE INDEX usage_session_organisation ON usage_session (organisation_id, started_at DESC, id DESC) WHERE organisation_id IS NOT NULL;
CREATE INDEX usage_session_started ON usage_session (started_at DESC, id DESC);
CREATE INDEX usage_session_ended ON usage_session (ended_at);
