-- What somebody means to book but may not book yet.

CREATE TABLE booking_draft (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id     bigint NOT NULL REFERENCES person,
    instrument_id bigint NOT NULL REFERENCES instrument,
    starts_at     timestamptz NOT NULL,
    ends_before   timestamptz NOT NULL,
    mode          text NOT NULL CHECK (mode IN ('SELF','ASSISTED')),
    purpose       text NOT NULL CHECK (length(purpose) <= 1000),
    created_at    timestamptz NOT NULL,
    CONSTRAINT booking_draft_range CHECK (starts_at < ends_before)
);
COMMENT ON TABLE booking_draft IS 'A booking somebody prepared (预约草稿), for instance while they wait to be let into their firm. It blocks no time.';
CREATE INDEX booking_draft_person ON booking_draft (person_id, id DESC);
CREATE INDEX booking_draft_instrument ON booking_draft (instrument_id);
GRANT DELETE ON booking_draft TO ${app_role};
