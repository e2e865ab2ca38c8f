-- What a device says of itself, as columns that lists may ask for, checked when it is taken in.

ALTER TABLE device
    ADD COLUMN pending bigint CHECK (pending >= 0),
    ADD COLUMN journal_bytes bigint CHECK (journal_bytes >= 0),
    ADD COLUMN journal_limit_bytes bigint CHECK (journal_limit_bytes > 0),
    ADD COLUMN simulated boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN device.pending IS 'Readings in the agent''s journal that are not acknowledged yet.';
COMMENT ON COLUMN device.simulated IS 'Played by the server itself for the demo: it is never connected to a broker.';
