-- Hours of the night and of the weekend may have prices of their own.

ALTER TABLE tariff
    ADD COLUMN night_from_minute  smallint CHECK (night_from_minute BETWEEN 0 AND 1439),
    ADD COLUMN night_until_minute smallint CHECK (night_until_minute BETWEEN 0 AND 1439),
    ADD CONSTRAINT tariff_night CHECK ((night_from_minute IS NULL) = (night_until_minute IS NULL)
                                       AND (night_from_minute IS NULL OR night_from_minute <> night_until_minute));
COMMENT ON COLUMN tariff.night_from_minute IS 'Minute of the day in Asia/Shanghai at which the night begins; null without a price of the night.';
COMMENT ON COLUMN tariff.night_until_minute IS 'Minute at which it ends, usually of the next day.';

ALTER TABLE tariff_rate
    ADD COLUMN night_hour_fen   bigint CHECK (night_hour_fen >= 0),
    ADD COLUMN weekend_hour_fen bigint CHECK (weekend_hour_fen >= 0);
COMMENT ON COLUMN tariff_rate.night_hour_fen IS 'Price of an hour of the night; null where the night costs what the day costs.';
COMMENT ON COLUMN tariff_rate.weekend_hour_fen IS 'Price of an hour on Saturday or Sunday, night included; null where the weekend has none of its own.';
