-- Disputes about sessions, their decision by two persons, and the decision on sessions of a cloned device.

CREATE TABLE session_dispute (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id     bigint NOT NULL REFERENCES usage_session,
    side           text NOT NULL CHECK (side IN ('FIRM','OWNER')),
    opened_by      bigint NOT NULL REFERENCES person,
    opened_at      timestamptz NOT NULL,
    reason         text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    answer_before  timestamptz NOT NULL,
    decide_before  timestamptz NOT NULL,
    CONSTRAINT session_dispute_deadlines CHECK (opened_at < answer_before AND answer_before < decide_before)
);
COMMENT ON TABLE session_dispute IS 'An objection (异议) of the firm or the owner to a metered session. Insert-only; what becomes of it is in session_dispute_entry.';
CREATE INDEX session_dispute_session ON session_dispute (session_id);
CREATE INDEX session_dispute_opened_by ON session_dispute (opened_by);
CREATE TRIGGER session_dispute_is_fact BEFORE UPDATE OR DELETE ON session_dispute FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE session_dispute_entry (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dispute_id     bigint NOT NULL REFERENCES session_dispute,
    kind           text NOT NULL CHECK (kind IN ('ANSWER','PROPOSAL','DECISION','WITHDRAWAL')),
    side           text NOT NULL CHECK (side IN ('FIRM','OWNER','OFFICE')),
    manager        boolean NOT NULL,
    person_id      bigint NOT NULL REFERENCES person,
    at             timestamptz NOT NULL,
    text           text NOT NULL CHECK (length(text) <= 1000),
    outcome        text CHECK (outcome IN ('UPHOLD','ADJUST')),
    active_seconds bigint CHECK (active_seconds >= 0),
    idle_seconds   bigint CHECK (idle_seconds >= 0),
    CONSTRAINT session_dispute_entry_outcome CHECK ((outcome IS NOT NULL) = (kind IN ('PROPOSAL','DECISION'))),
    CONSTRAINT session_dispute_entry_figures CHECK ((outcome IS NOT DISTINCT FROM 'ADJUST') = (active_seconds IS NOT NULL AND idle_seconds IS NOT NULL))
);
COMMENT ON TABLE session_dispute_entry IS 'What was said and decided in a dispute: a decision is a proposal and the same word of a second person. Insert-only.';
CREATE INDEX session_dispute_entry_dispute ON session_dispute_entry (dispute_id, id);
CREATE INDEX session_dispute_entry_person ON session_dispute_entry (person_id);
CREATE UNIQUE INDEX session_dispute_closed_once ON session_dispute_entry (dispute_id) WHERE kind IN ('DECISION','WITHDRAWAL');
CREATE TRIGGER session_dispute_entry_is_fact BEFORE UPDATE OR DELETE ON session_dispute_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE clone_decision (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id bigint NOT NULL CONSTRAINT clone_decision_once UNIQUE REFERENCES usage_session,
    outcome    text NOT NULL CHECK (outcome IN ('ACCEPT','REJECT')),
    decided_by bigint NOT NULL REFERENCES person,
    decided_at timestamptz NOT NULL,
    note       text NOT NULL CHECK (length(note) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE clone_decision IS 'A manager''s word on a session of a device that was seen twice: it counts, or it does not. Insert-only.';
CREATE INDEX clone_decision_decided_by ON clone_decision (decided_by);
CREATE TRIGGER clone_decision_is_fact BEFORE UPDATE OR DELETE ON clone_decision FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE usage_session ADD COLUMN dispute_id bigint REFERENCES session_dispute;
COMMENT ON COLUMN usage_session.dispute_id IS 'The dispute whose decision gave this row its figures; readings that come later do not change them.';
CREATE INDEX usage_session_dispute ON usage_session (dispute_id) WHERE dispute_id IS NOT NULL;
