-- What people decide about refused messages.

CREATE TABLE quarantine_decision (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    quarantine_id bigint NOT NULL REFERENCES quarantine,
    step          text NOT NULL CHECK (step IN ('REQUESTED','EXECUTED')),
    kind          text NOT NULL CHECK (kind IN ('RELEASE','DISCARD')),
    person_id     bigint NOT NULL REFERENCES person,
    manager       boolean NOT NULL,
    at            timestamptz NOT NULL,
    note          text NOT NULL,
    outcome       text,
    CONSTRAINT quarantine_decision_outcome CHECK ((outcome IS NOT NULL) = (step = 'EXECUTED' AND kind = 'RELEASE'))
);
COMMENT ON TABLE quarantine_decision IS 'Two persons decide about a refused message: one asks, another one executes. Insert-only; the last request counts.';
COMMENT ON COLUMN quarantine_decision.manager IS 'Whether the person was an instrument manager of the owner at that time.';
COMMENT ON COLUMN quarantine_decision.outcome IS 'Of a release: accepted, or the code with which the message was refused again.';
CREATE INDEX quarantine_decision_quarantine ON quarantine_decision (quarantine_id, id DESC);
CREATE UNIQUE INDEX quarantine_decision_once ON quarantine_decision (quarantine_id) WHERE step = 'EXECUTED';
CREATE INDEX quarantine_decision_person ON quarantine_decision (person_id);
CREATE TRIGGER quarantine_decision_is_fact BEFORE UPDATE OR DELETE ON quarantine_decision FOR EACH ROW EXECUTE FUNCTION refuse_change();
