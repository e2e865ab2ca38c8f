-- A code by SMS also proves the number of whoever objects to a published claim.
ALTER TABLE one_time_code DROP CONSTRAINT one_time_code_purpose_check;
ALTER TABLE one_time_code ADD CONSTRAINT one_time_code_purpose_check CHECK (purpose IN ('REGISTER','RESET','OBJECTION'));
