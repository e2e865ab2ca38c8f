-- Devices, their certificates, raw readings, quarantine, usage sessions.

CREATE TABLE device (
    id              text PRIMARY KEY CHECK (id ~ '^[a-z0-9-]{4,40}$'),
    owner_id        bigint NOT NULL REFERENCES organisation,
    hostname        text NOT NULL,
    agent_version   text NOT NULL,
    status          text NOT NULL CHECK (status IN ('ACTIVE','REVOKED')),
    enrolled_at     timestamptz NOT NULL,
    revoked_at      timestamptz,
    revoked_by      bigint REFERENCES person,
    online          boolean NOT NULL DEFAULT false,
    last_seen_at    timestamptz,
    skew_ms         bigint,
    state           jsonb,
    cloned          boolean NOT NULL DEFAULT false,
    config_version  int NOT NULL DEFAULT 1,
    CONSTRAINT device_revoked CHECK ((status = 'REVOKED') = (revoked_at IS NOT NULL))
);
COMMENT ON TABLE device IS 'A lab PC with an agent (采集终端); id is the CN of its certificates and its MQTT client id.';
CREATE INDEX device_owner ON device (owner_id);
CREATE INDEX device_revoked_by ON device (revoked_by) WHERE revoked_by IS NOT NULL;
GRANT UPDATE ON device TO ${app_role};

CREATE TABLE device_instrument (
    device_id     text NOT NULL REFERENCES device,
    instrument_id bigint NOT NULL REFERENCES instrument,
    since         timestamptz NOT NULL,
    until         timestamptz,
    PRIMARY KEY (device_id, instrument_id, since)
);
COMMENT ON TABLE device_instrument IS 'Which instruments a device watches; one watching device per instrument at a time.';
CREATE UNIQUE INDEX device_instrument_one_device ON device_instrument (instrument_id) WHERE until IS NULL;
GRANT UPDATE ON device_instrument TO ${app_role};

CREATE TABLE device_certificate (
    kid         text PRIMARY KEY,
    device_id   text NOT NULL REFERENCES device,
    der         bytea NOT NULL,
    public_key_sha256 bytea NOT NULL,
    not_before  timestamptz NOT NULL,
    not_after   timestamptz NOT NULL,
    issued_at   timestamptz NOT NULL
);
COMMENT ON TABLE device_certificate IS 'Certificates of the device CA; kid is base64url of the SHA-256 of the DER. Insert-only.';
CREATE INDEX device_certificate_device ON device_certificate (device_id);
CREATE TRIGGER device_certificate_is_fact BEFORE UPDATE OR DELETE ON device_certificate FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE enrolment_code (
    code_sha256     bytea PRIMARY KEY,
    owner_id        bigint NOT NULL REFERENCES organisation,
    instrument_ids  bigint[] NOT NULL CHECK (cardinality(instrument_ids) BETWEEN 1 AND 50),
    device_id       text REFERENCES device,
    created_by      bigint REFERENCES person,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    used_at         timestamptz,
    used_key_sha256 bytea,
    used_device_id  text REFERENCES device,
    used_kid        text REFERENCES device_certificate
);
COMMENT ON TABLE enrolment_code IS 'One-time codes to enrol a device, 15 minutes; the same key again gets the same answer.';
CREATE INDEX enrolment_code_owner ON enrolment_code (owner_id);
CREATE INDEX enrolment_code_created_by ON enrolment_code (created_by) WHERE created_by IS NOT NULL;
CREATE INDEX enrolment_code_device ON enrolment_code (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX enrolment_code_used_device ON enrolment_code (used_device_id) WHERE used_device_id IS NOT NULL;
CREATE INDEX enrolment_code_used_kid ON enrolment_code (used_kid) WHERE used_kid IS NOT NULL;
GRANT UPDATE ON enrolment_code TO ${app_role};

CREATE TABLE device_head (
    device_id     text PRIMARY KEY REFERENCES device,
    last_seq      bigint NOT NULL DEFAULT 0,
    last_hash     text NOT NULL DEFAULT '',
    max_seq       bigint NOT NULL DEFAULT 0,
    applied_seq   bigint NOT NULL DEFAULT 0,
    hole_since    timestamptz,
    last_boot     uuid,
    boot_since    timestamptz,
    seen_boots    uuid[] NOT NULL DEFAULT '{}',
    covered_until timestamptz,
    last_at       timestamptz,
    quarantined   bigint NOT NULL DEFAULT 0,
    CONSTRAINT device_head_order CHECK (last_seq <= applied_seq AND applied_seq <= max_seq)
);
COMMENT ON TABLE device_head IS 'The order of a device''s readings: each seq up to last_seq is committed or inside a signed gap. Locked per batch.';
COMMENT ON COLUMN device_head.max_seq IS 'The highest committed seq; above last_seq lie readings that wait for one that is missing.';
COMMENT ON COLUMN device_head.applied_seq IS 'Up to where readings have gone into usage sessions; above last_seq only once a hole has been open for ten minutes.';
COMMENT ON COLUMN device_head.boot_since IS 'Time of the first reading of last_boot; a later reading of an older boot means two live agents.';
CREATE INDEX device_head_hole ON device_head (hole_since) WHERE hole_since IS NOT NULL;
GRANT UPDATE ON device_head TO ${app_role};

CREATE TABLE raw_reading (
    received_at   timestamptz NOT NULL,
    device_id     text NOT NULL,
    seq           bigint NOT NULL CHECK (seq >= 1),
    hash          text NOT NULL,
    prev          text NOT NULL,
    kid           text NOT NULL,
    instrument_id bigint NOT NULL,
    type          text NOT NULL,
    sid           uuid,
    boot          uuid NOT NULL,
    ts            timestamptz NOT NULL,
    mono_ms       bigint NOT NULL,
    off_ms        bigint,
    at            timestamptz NOT NULL,
    run_seconds   bigint,
    active_seconds bigint,
    idle_seconds  bigint,
    probe         text,
    bk            text,
    cause         text,
    from_seq      bigint,
    to_seq        bigint,
    flags         text[] NOT NULL DEFAULT '{}',
    jws           text NOT NULL CHECK (length(jws) <= 8192),
    PRIMARY KEY (received_at, device_id, seq)
) PARTITION BY RANGE (received_at);
COMMENT ON TABLE raw_reading IS 'Signed readings as they came, partitioned by month of receipt. at is ts plus off. Insert-only.';
CREATE INDEX raw_reading_device_seq ON raw_reading (device_id, seq);
CREATE INDEX raw_reading_sid ON raw_reading (sid, seq) WHERE sid IS NOT NULL;
CREATE TRIGGER raw_reading_is_fact BEFORE UPDATE OR DELETE ON raw_reading FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Partitions are made by the owner's hand on the application's behalf: ${app_role} may not create tables.
CREATE FUNCTION raw_reading_ensure_month(moment timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    lower_bound timestamptz := date_trunc('month', moment AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
    upper_bound timestamptz := (date_trunc('month', moment AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
    part text := 'raw_reading_' || to_char(moment AT TIME ZONE 'UTC', 'YYYYMM');
BEGIN
    IF to_regclass(part) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('raw_reading_ensure_month'));
        IF to_regclass(part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF raw_reading FOR VALUES FROM (%L) TO (%L)', part, lower_bound, upper_bound);
        END IF;
    END IF;
END $$;
GRANT EXECUTE ON FUNCTION raw_reading_ensure_month(timestamptz) TO ${app_role};

CREATE TABLE quarantine (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_id   text NOT NULL,
    received_at timestamptz NOT NULL,
    topic       text NOT NULL,
    reason      text NOT NULL CHECK (reason IN ('bad-signature','wrong-device','malformed','too-big','seq-conflict','revoked')),
    seq         bigint,
    detail      text NOT NULL,
    size_bytes  bigint NOT NULL,
    sha256      text NOT NULL,
    payload     bytea NOT NULL CHECK (length(payload) <= 65536)
);
COMMENT ON TABLE quarantine IS 'Messages that were refused (隔离区): reason, the first 64 KiB and the hash of the whole. Insert-only.';
CREATE INDEX quarantine_device ON quarantine (device_id, id DESC);
CREATE UNIQUE INDEX quarantine_once ON quarantine (device_id, sha256, reason);
CREATE TRIGGER quarantine_is_fact BEFORE UPDATE OR DELETE ON quarantine FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE usage_session (
    id             bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    sid            uuid NOT NULL,
    part           smallint NOT NULL DEFAULT 1,
    instrument_id  bigint NOT NULL REFERENCES instrument,
    device_id      text REFERENCES device,
    booking_id     bigint REFERENCES booking,
    started_at     timestamptz NOT NULL,
    last_at        timestamptz NOT NULL,
    ended_at       timestamptz,
    run_seconds    bigint NOT NULL CHECK (run_seconds >= 0),
    active_seconds bigint NOT NULL CHECK (active_seconds >= 0),
    idle_seconds   bigint NOT NULL CHECK (idle_seconds >= 0),
    source         text NOT NULL CHECK (source IN ('AGENT','OFFLINE_IMPORT','MANUAL','IMPORTED')),
    status         text NOT NULL CHECK (status IN ('OPEN','CLOSED','DISPUTED','ADJUSTED')),
    verification   text CHECK (verification IN ('VERIFIED','FLAGGED','ESTIMATED','MANUAL','UNVERIFIED')),
    flags          text[] NOT NULL DEFAULT '{}',
    activity       text NOT NULL DEFAULT 'ACTIVE' CHECK (activity IN ('ACTIVE','IDLE')),
    end_cause      text,
    corrects_id    bigint REFERENCES usage_session,
    closed_at      timestamptz,
    heard_at       timestamptz,
    first_seq      bigint,
    last_seq       bigint,
    base_run_seconds    bigint NOT NULL DEFAULT 0,
    base_active_seconds bigint NOT NULL DEFAULT 0,
    CONSTRAINT usage_session_parts CHECK (run_seconds = active_seconds + idle_seconds),
    CONSTRAINT usage_session_verification CHECK ((status = 'OPEN') = (verification IS NULL)),
    CONSTRAINT usage_session_ended CHECK (status = 'OPEN' OR ended_at IS NOT NULL),
    CONSTRAINT usage_session_imported CHECK (source <> 'IMPORTED' OR verification = 'UNVERIFIED'),
    CONSTRAINT usage_session_range CHECK (ended_at IS NULL OR ended_at >= started_at)
);
COMMENT ON TABLE usage_session IS 'Metered use (使用记录), cut at booking borders into parts. Grows while OPEN; closed figures never change, a correction is a new row.';
COMMENT ON COLUMN usage_session.base_run_seconds IS 'The session''s cumulative counter where this part begins; base_active_seconds likewise.';
COMMENT ON COLUMN usage_session.heard_at IS 'When the server last received a reading of it; device time may lie far behind while a journal is caught up.';
-- A sid is unique within its device only: nobody else may write into another device's session by naming it.
CREATE UNIQUE INDEX usage_session_part_once ON usage_session (sid, device_id, instrument_id, part) NULLS NOT DISTINCT WHERE status <> 'ADJUSTED';
CREATE INDEX usage_session_instrument ON usage_session (instrument_id, started_at DESC);
CREATE INDEX usage_session_booking ON usage_session (booking_id) WHERE booking_id IS NOT NULL;
CREATE INDEX usage_session_device ON usage_session (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX usage_session_open ON usage_session (heard_at) WHERE status = 'OPEN';
CREATE INDEX usage_session_corrects ON usage_session (corrects_id) WHERE corrects_id IS NOT NULL;
GRANT UPDATE ON usage_session TO ${app_role};

CREATE FUNCTION usage_session_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.status <> 'OPEN' AND
       (NEW.sid, NEW.part, NEW.instrument_id, NEW.device_id, NEW.started_at, NEW.ended_at, NEW.run_seconds, NEW.active_seconds, NEW.idle_seconds, NEW.source, NEW.booking_id)
       IS DISTINCT FROM
       (OLD.sid, OLD.part, OLD.instrument_id, OLD.device_id, OLD.started_at, OLD.ended_at, OLD.run_seconds, OLD.active_seconds, OLD.idle_seconds, OLD.source, OLD.booking_id)) THEN
        RAISE EXCEPTION 'usage_session_frozen: session % is closed, a correction is a new row', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'usage_session_frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER usage_session_frozen BEFORE UPDATE OR DELETE ON usage_session FOR EACH ROW EXECUTE FUNCTION usage_session_frozen();

-- The live board of every server hears of each change that a person could see.
CREATE FUNCTION notify_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'device' THEN
        PERFORM pg_notify('weiyi_live', 'device:' || NEW.id);
    ELSE
        PERFORM pg_notify('weiyi_live', 'instrument:' || NEW.instrument_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER usage_session_live AFTER INSERT OR UPDATE ON usage_session FOR EACH ROW WHEN (NEW.source <> 'IMPORTED') EXECUTE FUNCTION notify_live();
CREATE TRIGGER device_live AFTER UPDATE OF online, status ON device FOR EACH ROW WHEN (OLD.online <> NEW.online OR OLD.status <> NEW.status) EXECUTE FUNCTION notify_live();
CREATE TRIGGER booking_live AFTER UPDATE OF status ON booking FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION notify_live();
