-- Rule packs are drafted, signed off by a second person and then left alone.

ALTER TABLE rule_pack ADD COLUMN withdrawn_by bigint REFERENCES person;
ALTER TABLE rule_pack ADD COLUMN withdrawn_at timestamptz;
ALTER TABLE rule_pack ADD CONSTRAINT rule_pack_withdrawn CHECK (withdrawn_at IS NULL OR signed_at IS NULL);
ALTER TABLE rule_pack ADD CONSTRAINT rule_pack_body CHECK (
    body ->> 'id' = code AND body ->> 'version' = version::text AND body ->> 'validFrom' = valid_from::text
    AND (body ->> 'validBefore') IS NOT DISTINCT FROM valid_before::text);
CREATE INDEX rule_pack_withdrawn_by ON rule_pack (withdrawn_by) WHERE withdrawn_by IS NOT NULL;
COMMENT ON COLUMN rule_pack.made_by IS 'Who wrote the draft as it stands, so that whoever signs it has not written it.';
COMMENT ON COLUMN rule_pack.withdrawn_at IS 'When a draft was given up; its number stays taken.';

-- What is signed is what was written: signing changes nothing but the signature, and takes somebody else.
CREATE OR REPLACE FUNCTION rule_pack_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR NEW.code <> OLD.code OR NEW.version <> OLD.version THEN
        RAISE EXCEPTION 'rule_pack_frozen: pack % version % is signed or given up and cannot change', OLD.code, OLD.version
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rule_pack_frozen';
    END IF;
    IF NEW.signed_at IS NOT NULL AND (NEW.signed_by IS NULL OR NEW.made_by IS NULL OR NEW.made_by = NEW.signed_by
            OR NEW.made_by IS DISTINCT FROM OLD.made_by OR NEW.body <> OLD.body OR NEW.name_zh <> OLD.name_zh
            OR NEW.valid_from <> OLD.valid_from OR NEW.valid_before IS DISTINCT FROM OLD.valid_before) THEN
        RAISE EXCEPTION 'rule_pack_second_person: pack % version % is signed as it stands, by a second person', OLD.code, OLD.version
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rule_pack_second_person';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION rule_pack_begins_as_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.signed_at IS NOT NULL AND NEW.made_by IS NOT NULL THEN
        RAISE EXCEPTION 'rule_pack_second_person: pack % version % begins as a draft', NEW.code, NEW.version
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rule_pack_second_person';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION rule_pack_begins_as_draft() IS 'Only what ships with the program, and has no maker, is signed from the start.';
CREATE TRIGGER rule_pack_begins_as_draft BEFORE INSERT ON rule_pack FOR EACH ROW EXECUTE FUNCTION rule_pack_begins_as_draft();
CREATE TRIGGER rule_pack_truncated BEFORE TRUNCATE ON rule_pack FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION claim_line_pack_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM rule_pack WHERE code = NEW.pack_code AND version = NEW.pack_version AND signed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'claim_line_pack_signed: pack % version % is not signed', NEW.pack_code, NEW.pack_version
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'claim_line_pack_signed';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION claim_line_pack_signed() IS 'No claim rests on a draft.';
CREATE TRIGGER claim_line_pack_signed BEFORE INSERT OR UPDATE OF pack_code, pack_version ON claim_line
    FOR EACH ROW EXECUTE FUNCTION claim_line_pack_signed();
