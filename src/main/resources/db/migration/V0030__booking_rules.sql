-- What an owner may rule beyond times and lengths; each version says who set it.

ALTER TABLE booking_policy
    ADD COLUMN admits                      text NOT NULL DEFAULT 'ANYONE' CHECK (admits IN ('STAFF','MEMBERS','ANYONE')),
    ADD COLUMN follows_holidays            boolean NOT NULL DEFAULT false,
    ADD COLUMN person_week_minutes         int CHECK (person_week_minutes BETWEEN 1 AND 10080),
    ADD COLUMN organisation_week_minutes   int CHECK (organisation_week_minutes BETWEEN 1 AND 10080),
    ADD COLUMN credit_floor                int CHECK (credit_floor BETWEEN 1 AND 100),
    ADD COLUMN no_show_points              int NOT NULL DEFAULT 20 CHECK (no_show_points BETWEEN 0 AND 100),
    ADD COLUMN late_cancel_points          int NOT NULL DEFAULT 5 CHECK (late_cancel_points BETWEEN 0 AND 100),
    ADD COLUMN overtime_points             int NOT NULL DEFAULT 0 CHECK (overtime_points BETWEEN 0 AND 100),
    ADD COLUMN early_start_points          int NOT NULL DEFAULT 0 CHECK (early_start_points BETWEEN 0 AND 100),
    ADD COLUMN ban_after_no_shows          int CHECK (ban_after_no_shows BETWEEN 1 AND 100),
    ADD COLUMN ban_days                    int CHECK (ban_days BETWEEN 1 AND 366),
    ADD COLUMN set_by                      bigint REFERENCES person,
    ADD COLUMN set_at                      timestamptz,
    ADD CONSTRAINT booking_policy_ban CHECK ((ban_after_no_shows IS NULL) = (ban_days IS NULL));
COMMENT ON COLUMN booking_policy.admits IS 'Who may book: the owner''s own staff, active members of the network, or people of any organisation.';
COMMENT ON COLUMN booking_policy.person_week_minutes IS 'Most that one person may book on the instrument in a week from Monday; null is no limit.';
COMMENT ON COLUMN booking_policy.credit_floor IS 'Whoever''s credit at the owner is lower may not book; null is no floor.';
CREATE INDEX booking_policy_set_by ON booking_policy (set_by) WHERE set_by IS NOT NULL;
