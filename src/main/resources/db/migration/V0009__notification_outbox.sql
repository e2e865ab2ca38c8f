-- Messages to people: written in the producing transaction, sent later.

CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stable_id  uuid NOT NULL UNIQUE,
    channel    text NOT NULL CHECK (channel IN ('SMS','MAIL','APP')),
    recipient  text NOT NULL,
    person_id  bigint REFERENCES person,
    subject    text NOT NULL DEFAULT '',
    body       text NOT NULL,
    created_at timestamptz NOT NULL,
    due_at     timestamptz NOT NULL,
    sent_at    timestamptz,
    read_at    timestamptz,
    attempts   int NOT NULL DEFAULT 0,
    last_error text
);
COMMENT ON TABLE outbox IS 'Messages waiting to be sent, at least once, under a stable id. A message inside the app counts as sent at once.';
COMMENT ON COLUMN outbox.due_at IS 'Not tried again before this moment.';
CREATE INDEX outbox_unsent ON outbox (due_at, id) WHERE sent_at IS NULL;
CREATE INDEX outbox_person ON outbox (person_id, id DESC) WHERE person_id IS NOT NULL;
CREATE INDEX outbox_recipient ON outbox (recipient, id DESC);
GRANT UPDATE ON outbox TO ${app_role};

CREATE TABLE fake_sms (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stable_id  uuid NOT NULL UNIQUE,
    mobile     text NOT NULL,
    body       text NOT NULL,
    sent_at    timestamptz NOT NULL
);
COMMENT ON TABLE fake_sms IS 'What the fake SMS gateway "sent"; the embedded mode shows it in the app.';
CREATE INDEX fake_sms_mobile ON fake_sms (mobile, id DESC);
