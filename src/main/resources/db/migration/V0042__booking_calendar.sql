-- Calendars that go out as feeds, and busy times that come in from a campus's own system.

CREATE TABLE calendar_feed (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_sha256  bytea NOT NULL CONSTRAINT calendar_feed_token_unique UNIQUE,
    person_id     bigint NOT NULL REFERENCES person,
    instrument_id bigint REFERENCES instrument,
    created_at    timestamptz NOT NULL,
    revoked_at    timestamptz
);
COMMENT ON TABLE calendar_feed IS 'A private iCalendar address of a person: of the own bookings, or of an instrument the person manages. Only the hash of its secret is kept.';
CREATE INDEX calendar_feed_person ON calendar_feed (person_id);
CREATE INDEX calendar_feed_instrument ON calendar_feed (instrument_id) WHERE instrument_id IS NOT NULL;
GRANT UPDATE (revoked_at) ON calendar_feed TO ${app_role};

CREATE TABLE calendar_lead (
    instrument_id bigint PRIMARY KEY REFERENCES instrument,
    theirs        boolean NOT NULL,
    set_by        bigint NOT NULL REFERENCES person,
    set_at        timestamptz NOT NULL
);
COMMENT ON TABLE calendar_lead IS 'Whether busy times from outside prevail over bookings here; without a row they do not.';
CREATE INDEX calendar_lead_by ON calendar_lead (set_by);
GRANT UPDATE ON calendar_lead TO ${app_role};

CREATE TABLE busy_block (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    instrument_id bigint NOT NULL REFERENCES instrument,
    slot_id       bigint NOT NULL CONSTRAINT busy_block_slot_unique UNIQUE REFERENCES slot,
    starts_at     timestamptz NOT NULL,
    ends_before   timestamptz NOT NULL,
    arrived_at    timestamptz NOT NULL,
    removed_at    timestamptz,
    CONSTRAINT busy_block_range CHECK (starts_at < ends_before)
);
COMMENT ON TABLE busy_block IS 'Time that a campus system said is taken, and the slot that holds it.';
CREATE INDEX busy_block_instrument ON busy_block (instrument_id, starts_at) WHERE removed_at IS NULL;
GRANT UPDATE (removed_at) ON busy_block TO ${app_role};

CREATE TABLE busy_clash (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    instrument_id bigint NOT NULL REFERENCES instrument,
    booking_id    bigint REFERENCES booking,
    starts_at     timestamptz NOT NULL,
    ends_before   timestamptz NOT NULL,
    outcome       text NOT NULL CHECK (outcome IN ('KEPT','GAVE_WAY')),
    found_at      timestamptz NOT NULL,
    CONSTRAINT busy_clash_once UNIQUE NULLS NOT DISTINCT (instrument_id, booking_id, starts_at, ends_before)
);
COMMENT ON TABLE busy_clash IS 'A busy time that arrived for time already taken: the booking was kept, or gave way. Shown to the lab, never deleted.';
CREATE INDEX busy_clash_instrument ON busy_clash (instrument_id, id DESC);
CREATE INDEX busy_clash_booking ON busy_clash (booking_id) WHERE booking_id IS NOT NULL;
CREATE TRIGGER busy_clash_is_fact BEFORE UPDATE OR DELETE ON busy_clash FOR EACH ROW EXECUTE FUNCTION refuse_change();
