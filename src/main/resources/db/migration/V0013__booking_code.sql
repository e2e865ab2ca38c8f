-- The six digits by which a person at the instrument's PC says which booking they came for.

CREATE TABLE booking_code (
    booking_id    bigint PRIMARY KEY REFERENCES booking,
    instrument_id bigint NOT NULL,
    code          text NOT NULL CHECK (code ~ '^[0-9]{6}$'),
    proof         text,
    live          boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE booking_code IS 'Code of a booking (上机码), shown to its firm only. Among an instrument''s live bookings no two share one.';
COMMENT ON COLUMN booking_code.instrument_id IS 'That of the booking, repeated for the unique index; a booking never changes its instrument.';
COMMENT ON COLUMN booking_code.proof IS 'Salted slow hash of the code, the only form that goes to a device; made when it is first sent.';
COMMENT ON COLUMN booking_code.live IS 'False once the booking has left PENDING_APPROVAL, CONFIRMED and IN_USE, and never true again.';
CREATE UNIQUE INDEX booking_code_unique ON booking_code (instrument_id, code) WHERE live;
GRANT UPDATE (proof, live) ON booking_code TO ${app_role};

-- The database itself lets go of a code, so that no path of the code can leave it taken or valid.
CREATE FUNCTION booking_code_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE booking_code SET live = false WHERE booking_id = NEW.id AND live;
    RETURN NULL;
END $$;
CREATE TRIGGER booking_code_follows AFTER UPDATE OF status ON booking FOR EACH ROW
    WHEN (NEW.status NOT IN ('PENDING_APPROVAL','CONFIRMED','IN_USE')) EXECUTE FUNCTION booking_code_follows();
