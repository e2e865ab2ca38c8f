-- Time that an owner takes back: maintenance, breakdown, other blackouts.

CREATE TABLE instrument_block (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slot_id       bigint NOT NULL CONSTRAINT instrument_block_slot UNIQUE REFERENCES slot,
    instrument_id bigint NOT NULL REFERENCES instrument,
    kind          text NOT NULL CHECK (kind IN ('MAINTENANCE','BREAKDOWN','BLACKOUT')),
    reason        text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    starts_at     timestamptz NOT NULL,
    ends_before   timestamptz NOT NULL,
    set_by        bigint NOT NULL REFERENCES person,
    set_at        timestamptz NOT NULL,
    lifted_by     bigint REFERENCES person,
    lifted_at     timestamptz,
    CONSTRAINT instrument_block_range CHECK (starts_at < ends_before),
    CONSTRAINT instrument_block_lifted CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
);
COMMENT ON TABLE instrument_block IS 'Time in which nobody may book (停机、维护); its slot stands in the same exclusion constraint as bookings.';
CREATE INDEX instrument_block_instrument ON instrument_block (instrument_id, ends_before);
CREATE INDEX instrument_block_set_by ON instrument_block (set_by);
CREATE INDEX instrument_block_lifted_by ON instrument_block (lifted_by) WHERE lifted_by IS NOT NULL;
GRANT UPDATE (lifted_by, lifted_at) ON instrument_block TO ${app_role};
