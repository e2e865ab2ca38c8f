-- What is kept against a person's credit (信用记录), and what they say to it.

CREATE TABLE credit_entry (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id       bigint NOT NULL REFERENCES person,
    organisation_id bigint NOT NULL REFERENCES organisation,
    owner_id        bigint NOT NULL REFERENCES organisation,
    booking_id      bigint NOT NULL REFERENCES booking,
    kind            text NOT NULL CHECK (kind IN ('NO_SHOW','LATE_CANCEL','OVERTIME','EARLY_START')),
    points          int NOT NULL CHECK (points BETWEEN 0 AND 100),
    happened_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    CONSTRAINT credit_entry_once UNIQUE (booking_id, kind)
);
COMMENT ON TABLE credit_entry IS 'A fact that counts against a person at an owner. happened_at is the moment by the rule, whenever it was noticed.';
CREATE INDEX credit_entry_person ON credit_entry (person_id, owner_id, happened_at);
CREATE INDEX credit_entry_owner ON credit_entry (owner_id, id DESC);
CREATE INDEX credit_entry_organisation ON credit_entry (organisation_id);
CREATE TRIGGER credit_entry_is_fact BEFORE UPDATE OR DELETE ON credit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE credit_void (
    entry_id  bigint PRIMARY KEY REFERENCES credit_entry,
    cause     text NOT NULL CHECK (cause IN ('METER','APPEAL')),
    voided_by bigint REFERENCES person,
    voided_at timestamptz NOT NULL
);
COMMENT ON TABLE credit_void IS 'An entry that no longer counts: a late reading disproved it, or the owner granted an appeal.';
CREATE INDEX credit_void_by ON credit_void (voided_by) WHERE voided_by IS NOT NULL;
CREATE TRIGGER credit_void_is_fact BEFORE UPDATE OR DELETE ON credit_void FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE credit_appeal (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id   bigint NOT NULL CONSTRAINT credit_appeal_once UNIQUE REFERENCES credit_entry,
    words      text NOT NULL CHECK (length(words) BETWEEN 1 AND 1000),
    filed_at   timestamptz NOT NULL,
    decided_by bigint REFERENCES person,
    decided_at timestamptz,
    granted    boolean,
    answer     text NOT NULL DEFAULT '' CHECK (length(answer) <= 1000),
    CONSTRAINT credit_appeal_decided CHECK (num_nonnulls(decided_by, decided_at, granted) IN (0, 3))
);
COMMENT ON TABLE credit_appeal IS 'What a person says against an entry (申诉) and what the owner decides; one per entry.';
CREATE INDEX credit_appeal_decided_by ON credit_appeal (decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX credit_appeal_open ON credit_appeal (filed_at) WHERE decided_at IS NULL;
GRANT UPDATE ON credit_appeal TO ${app_role};
