-- Readings that come in a file, from agents that have no network.

CREATE TABLE offline_import (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_id   text NOT NULL REFERENCES device,
    file_sha256 text NOT NULL,
    file_bytes  bigint NOT NULL,
    imported_at timestamptz NOT NULL,
    imported_by bigint NOT NULL REFERENCES person,
    readings    bigint NOT NULL,
    taken       bigint NOT NULL,
    known       bigint NOT NULL,
    refused     bigint NOT NULL,
    refusals    jsonb NOT NULL,
    certificate text NOT NULL CHECK (certificate IN ('FIRST','NEW','SAME')),
    CONSTRAINT offline_import_sums CHECK (readings = taken + known + refused)
);
COMMENT ON TABLE offline_import IS 'Files of agents without a network (离线导入): who brought them, what was taken of them, and why the rest was refused. Insert-only.';
COMMENT ON COLUMN offline_import.refusals IS 'The first refused lines: line, seq, reason, detail.';
CREATE INDEX offline_import_device ON offline_import (device_id, id DESC);
CREATE INDEX offline_import_imported_by ON offline_import (imported_by);
CREATE TRIGGER offline_import_is_fact BEFORE UPDATE OR DELETE ON offline_import FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE offline_range (
    device_id   text NOT NULL REFERENCES device,
    from_seq    bigint NOT NULL,
    to_seq      bigint NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (device_id, from_seq, received_at),
    CONSTRAINT offline_range_order CHECK (from_seq <= to_seq)
);
COMMENT ON TABLE offline_range IS 'Which readings of a device came in a file. A session with one of them is OFFLINE_IMPORT. Insert-only.';
CREATE TRIGGER offline_range_is_fact BEFORE UPDATE OR DELETE ON offline_range FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Wherever a session is written, by a batch, a late reading or a job that waited for a missing one, its source follows from
-- its readings. A closed session keeps what it has: it never changes.
CREATE FUNCTION usage_session_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.source = 'AGENT' AND (TG_OP = 'INSERT' OR OLD.status = 'OPEN') AND EXISTS (
        SELECT 1 FROM offline_range r
         WHERE r.device_id = NEW.device_id AND r.from_seq <= NEW.last_seq AND r.to_seq >= NEW.first_seq) THEN
        NEW.source := 'OFFLINE_IMPORT';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER usage_session_source BEFORE INSERT OR UPDATE ON usage_session FOR EACH ROW EXECUTE FUNCTION usage_session_source();
