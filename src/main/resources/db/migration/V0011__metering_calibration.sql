-- How the use of an instrument is judged by its agent, as its manager says it.

CREATE TABLE metering_calibration (
    instrument_id bigint NOT NULL REFERENCES instrument,
    version       int NOT NULL CHECK (version >= 1),
    watch         text[],
    running       text CHECK (length(running) BETWEEN 1 AND 200),
    active        text CHECK (length(active) BETWEEN 1 AND 200),
    limits        jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(limits) = 'object'),
    note          text NOT NULL DEFAULT '',
    set_by        bigint NOT NULL REFERENCES person,
    set_at        timestamptz NOT NULL,
    PRIMARY KEY (instrument_id, version)
);
COMMENT ON TABLE metering_calibration IS 'Versions of an instrument''s calibration (计量标定): programs, rules and thresholds its agent judges by; the highest version holds. Null leaves it to the agent''s own file. Insert-only.';
COMMENT ON COLUMN metering_calibration.limits IS 'Numbers by the name they have in the config message, such as {"runWatts": 140}.';
CREATE INDEX metering_calibration_set_by ON metering_calibration (set_by);
CREATE TRIGGER metering_calibration_is_fact BEFORE UPDATE OR DELETE ON metering_calibration FOR EACH ROW EXECUTE FUNCTION refuse_change();
