-- What owners do to their records: national fields, every change kept, photos, files to import.

ALTER TABLE instrument ADD COLUMN national jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN instrument.national IS 'Fields that only the national platform asks for, by their national names.';

CREATE TABLE catalog_change (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject_kind text NOT NULL CHECK (subject_kind IN ('INSTRUMENT','SERVICE_ITEM')),
    subject_id   bigint NOT NULL,
    owner_id     bigint NOT NULL REFERENCES organisation,
    field        text NOT NULL,
    old_value    text NOT NULL,
    new_value    text NOT NULL,
    changed_by   bigint NOT NULL REFERENCES person,
    changed_at   timestamptz NOT NULL
);
COMMENT ON TABLE catalog_change IS 'Who changed which field of a record, when, from what to what. Insert-only.';
CREATE INDEX catalog_change_subject ON catalog_change (subject_kind, subject_id, id DESC);
CREATE INDEX catalog_change_owner ON catalog_change (owner_id);
CREATE INDEX catalog_change_by ON catalog_change (changed_by);
CREATE TRIGGER catalog_change_is_fact BEFORE UPDATE OR DELETE ON catalog_change FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE instrument_photo (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    instrument_id bigint NOT NULL REFERENCES instrument,
    picture_id    bigint NOT NULL REFERENCES blob,
    thumbnail_id  bigint NOT NULL REFERENCES blob,
    caption       text NOT NULL CHECK (length(caption) <= 200),
    added_by      bigint NOT NULL REFERENCES person,
    added_at      timestamptz NOT NULL,
    removed_at    timestamptz
);
COMMENT ON TABLE instrument_photo IS 'Photos of an instrument, drawn anew from what was uploaded, and their thumbnails.';
CREATE INDEX instrument_photo_instrument ON instrument_photo (instrument_id, id) WHERE removed_at IS NULL;
CREATE INDEX instrument_photo_picture ON instrument_photo (picture_id);
CREATE INDEX instrument_photo_thumbnail ON instrument_photo (thumbnail_id);
CREATE INDEX instrument_photo_by ON instrument_photo (added_by);
GRANT UPDATE (removed_at) ON instrument_photo TO ${app_role};

CREATE TABLE instrument_import (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id   bigint NOT NULL REFERENCES organisation,
    person_id  bigint NOT NULL REFERENCES person,
    blob_id    bigint NOT NULL REFERENCES blob,
    tried_at   timestamptz NOT NULL,
    applied_at timestamptz
);
COMMENT ON TABLE instrument_import IS 'A file of instruments that was tried, and whether it was taken over afterwards.';
CREATE INDEX instrument_import_owner ON instrument_import (owner_id);
CREATE INDEX instrument_import_person ON instrument_import (person_id);
CREATE INDEX instrument_import_blob ON instrument_import (blob_id);
GRANT UPDATE (applied_at) ON instrument_import TO ${app_role};
