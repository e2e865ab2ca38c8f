-- What is wrong with a device, from when to when, and from when on it is.

CREATE TABLE device_alert_rule (
    kind      text PRIMARY KEY CHECK (kind IN ('SILENT','SKEW','CHAIN')),
    threshold interval NOT NULL CHECK (threshold > interval '0')
);
COMMENT ON TABLE device_alert_rule IS 'From when on a device is alerted for: SILENT since so long, SKEW by so much, CHAIN until so long without another break.';
INSERT INTO device_alert_rule (kind, threshold) VALUES ('SILENT', '30 minutes'), ('SKEW', '2 minutes'), ('CHAIN', '24 hours');
GRANT UPDATE ON device_alert_rule TO ${app_role};

CREATE TABLE device_incident (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_id text NOT NULL REFERENCES device,
    kind      text NOT NULL REFERENCES device_alert_rule,
    since     timestamptz NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    CONSTRAINT device_incident_order CHECK (closed_at IS NULL OR closed_at >= opened_at)
);
COMMENT ON TABLE device_incident IS 'An alert about a device (终端告警): told once when it opens and once when it is over.';
CREATE UNIQUE INDEX device_incident_open ON device_incident (device_id, kind) WHERE closed_at IS NULL;
CREATE INDEX device_incident_device ON device_incident (device_id, id DESC);
CREATE INDEX device_incident_kind ON device_incident (kind);
GRANT UPDATE ON device_incident TO ${app_role};

CREATE TABLE ingest_watch (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    up_since   timestamptz NOT NULL,
    last_up_at timestamptz NOT NULL
);
COMMENT ON TABLE ingest_watch IS 'Since when readings could arrive without a break; one row. A silence that began earlier is nobody''s fault but ours.';
GRANT UPDATE ON ingest_watch TO ${app_role};

-- Readings that break the chain are few; alerts look for the latest of them.
CREATE INDEX raw_reading_chain_break ON raw_reading (received_at, device_id) WHERE flags && ARRAY['chain-break'];
