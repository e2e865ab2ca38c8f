-- The person at the PC: the owner's rules for overtime and hooks, and what agents did and were told.

CREATE TABLE overrun_policy (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    instrument_id  bigint NOT NULL REFERENCES instrument,
    action         text NOT NULL CHECK (action IN ('RUN','END')),
    remind_minutes smallint NOT NULL CHECK (remind_minutes BETWEEN 0 AND 240),
    grace_minutes  smallint NOT NULL CHECK (grace_minutes BETWEEN 0 AND 240),
    hooks          boolean NOT NULL,
    set_by         bigint NOT NULL REFERENCES person,
    set_at         timestamptz NOT NULL
);
COMMENT ON TABLE overrun_policy IS 'What happens when booked time is over (超时处理), by instrument; the newest row holds, older ones say who had it otherwise. Insert-only.';
COMMENT ON COLUMN overrun_policy.hooks IS 'Whether hooks that are set up on the PC itself may run; the server never names a program.';
CREATE INDEX overrun_policy_instrument ON overrun_policy (instrument_id, id DESC);
CREATE INDEX overrun_policy_set_by ON overrun_policy (set_by);
CREATE TRIGGER overrun_policy_is_fact BEFORE UPDATE OR DELETE ON overrun_policy FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE control_reading (
    device_id     text NOT NULL REFERENCES device,
    seq           bigint NOT NULL,
    instrument_id bigint NOT NULL REFERENCES instrument,
    sid           uuid NOT NULL,
    booking_id    bigint,
    at            timestamptz NOT NULL,
    cause         text NOT NULL,
    what          text NOT NULL,
    notes         jsonb NOT NULL,
    PRIMARY KEY (device_id, seq)
);
COMMENT ON TABLE control_reading IS 'What signed control readings say (控制记录): hooks with intent, act and confirm, starts, ends and reasons of people. A view of raw_reading that can be searched. Insert-only.';
COMMENT ON COLUMN control_reading.booking_id IS 'As the device claims it; it counts only where the booking is one of the same instrument.';
CREATE INDEX control_reading_instrument ON control_reading (instrument_id, at DESC);
CREATE INDEX control_reading_sid ON control_reading (sid, seq);
CREATE INDEX control_reading_booking ON control_reading (booking_id) WHERE booking_id IS NOT NULL;
CREATE TRIGGER control_reading_is_fact BEFORE UPDATE OR DELETE ON control_reading FOR EACH ROW EXECUTE FUNCTION refuse_change();
