-- Opening hours that change on a day, days that differ, and the public holidays.

ALTER TABLE opening_hours
    ADD COLUMN since date NOT NULL DEFAULT DATE '2000-01-01',
    ADD COLUMN until date,
    ADD CONSTRAINT opening_hours_span CHECK (until > since),
    DROP CONSTRAINT opening_hours_pkey,
    ADD PRIMARY KEY (instrument_id, weekday, opens_minute, since);
COMMENT ON COLUMN opening_hours.since IS 'The first day on which they hold; until is the first on which they no longer do.';

CREATE TABLE opening_exception (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    instrument_id bigint NOT NULL REFERENCES instrument,
    day           date NOT NULL,
    opens_minute  smallint CHECK (opens_minute BETWEEN 0 AND 1439),
    closes_minute smallint CHECK (closes_minute BETWEEN 1 AND 1440),
    note          text NOT NULL DEFAULT '' CHECK (length(note) <= 200),
    set_by        bigint NOT NULL REFERENCES person,
    set_at        timestamptz NOT NULL,
    CONSTRAINT opening_exception_range CHECK ((opens_minute IS NULL) = (closes_minute IS NULL) AND opens_minute < closes_minute),
    CONSTRAINT opening_exception_unique UNIQUE NULLS NOT DISTINCT (instrument_id, day, opens_minute)
);
COMMENT ON TABLE opening_exception IS 'A day on which an instrument opens otherwise than its weekday says (例外开放); without minutes it is closed all day.';
CREATE INDEX opening_exception_day ON opening_exception (day, instrument_id);
CREATE INDEX opening_exception_set_by ON opening_exception (set_by);
GRANT DELETE ON opening_exception TO ${app_role};

CREATE TABLE public_holiday (
    day         date PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('CLOSED','WORKDAY')),
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    imported_by bigint NOT NULL REFERENCES person,
    imported_at timestamptz NOT NULL
);
COMMENT ON TABLE public_holiday IS 'Public holidays (法定节假日), and days of a weekend on which work is made up for (调休上班). Instruments whose rules follow them are closed on the former and open as on a Monday on the latter.';
CREATE INDEX public_holiday_imported_by ON public_holiday (imported_by);
GRANT UPDATE, DELETE ON public_holiday TO ${app_role};
