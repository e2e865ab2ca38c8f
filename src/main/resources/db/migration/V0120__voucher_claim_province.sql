-- A claim may also lie with the province (PROVINCE_REVIEW), where a city's office sends its claims up.
ALTER TABLE claim DROP CONSTRAINT claim_status_check;
ALTER TABLE claim ADD CONSTRAINT claim_status_check CHECK (status IN ('DRAFT','SUBMITTED','PROVIDER_CONFIRMED','DISTRICT_REVIEW','CITY_REVIEW',
    'PROVINCE_REVIEW','APPROVED','PUBLICITY','PAYABLE','PAYING','PAID','RETURNED','REJECTED','WITHDRAWN','OBJECTED','PAY_FAILED','RECOVERING',
    'RECOVERED'));
CREATE INDEX claim_due ON claim (due_at) WHERE status = 'RETURNED';
