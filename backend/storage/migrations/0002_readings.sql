-- Moments are milliseconds since 1970 in UTC, hours are counted from there in UTC, days where the
-- site stands. Energy is in Wh; by rate it is absent where a meter does not tell, or not all of it.

-- ---- an address of DL/T 645 has twelve digits
CREATE TABLE meter_place_wide (
    meter                     TEXT PRIMARY KEY
                              CHECK (length(meter) = 12 AND meter NOT GLOB '*[^0-9]*'),
    profile                   TEXT NOT NULL,
    bus                       TEXT NOT NULL,
    address                   INTEGER NOT NULL CHECK (address BETWEEN 1 AND 999999999999),
    premises                  TEXT NOT NULL,
    building                  TEXT NOT NULL,
    account                   TEXT NOT NULL,
    tenant                    TEXT NOT NULL,
    phone                     TEXT NOT NULL,
    price_micro_yuan_per_kwh  INTEGER NOT NULL CHECK (price_micro_yuan_per_kwh >= 0),
    alarm1_micro_yuan         INTEGER NOT NULL,
    alarm2_micro_yuan         INTEGER NOT NULL,
    open                      INTEGER NOT NULL CHECK (open IN (0, 1)),
    -- Two meters at one address would send one tenant's money to the other's meter.
    UNIQUE (bus, address)
) STRICT, WITHOUT ROWID;
INSERT INTO meter_place_wide
    SELECT meter, profile, bus, address, premises, building, account, tenant, phone,
           price_micro_yuan_per_kwh, alarm1_micro_yuan, alarm2_micro_yuan, open
    FROM meter_place;
DROP TABLE meter_place;
ALTER TABLE meter_place_wide RENAME TO meter_place;
CREATE INDEX meter_place_by_premises ON meter_place (premises);
CREATE INDEX meter_place_by_account ON meter_place (account);

-- ---- the last reading: what the model has, and its clock (civil, as if it were UTC)
ALTER TABLE meter_reading
    ADD COLUMN has_balance INTEGER NOT NULL DEFAULT 1 CHECK (has_balance IN (0, 1));
ALTER TABLE meter_reading
    ADD COLUMN has_count INTEGER NOT NULL DEFAULT 1 CHECK (has_count IN (0, 1));
ALTER TABLE meter_reading
    ADD COLUMN has_relay INTEGER NOT NULL DEFAULT 1 CHECK (has_relay IN (0, 1));
ALTER TABLE meter_reading
    ADD COLUMN has_rates INTEGER NOT NULL DEFAULT 1 CHECK (has_rates IN (0, 1));
ALTER TABLE meter_reading
    ADD COLUMN count_rule TEXT NOT NULL DEFAULT 'plus-one';
ALTER TABLE meter_reading ADD COLUMN clock_civil_s INTEGER;
ALTER TABLE meter_reading ADD COLUMN clock_deviation_s INTEGER;

-- ---- energy by hour and by day, for ever
-- state: 0 an end was not read, or not yet; 1 whole; 2 something between the ends is missing;
--        3 told by another system (days only)
CREATE TABLE hourly_energy (
    meter     TEXT NOT NULL CHECK (meter <> ''),
    hour      INTEGER NOT NULL,
    total_wh  INTEGER NOT NULL CHECK (total_wh >= 0),
    sharp_wh  INTEGER CHECK (sharp_wh >= 0),
    peak_wh   INTEGER CHECK (peak_wh >= 0),
    flat_wh   INTEGER CHECK (flat_wh >= 0),
    valley_wh INTEGER CHECK (valley_wh >= 0),
    from_ms   INTEGER NOT NULL,
    to_ms     INTEGER NOT NULL,
    state     INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
    PRIMARY KEY (meter, hour)
) STRICT, WITHOUT ROWID;

CREATE TABLE daily_energy_by_rate (
    meter     TEXT NOT NULL CHECK (meter <> ''),
    day       INTEGER NOT NULL,
    total_wh  INTEGER NOT NULL CHECK (total_wh >= 0),
    sharp_wh  INTEGER CHECK (sharp_wh >= 0),
    peak_wh   INTEGER CHECK (peak_wh >= 0),
    flat_wh   INTEGER CHECK (flat_wh >= 0),
    valley_wh INTEGER CHECK (valley_wh >= 0),
    from_ms   INTEGER,
    to_ms     INTEGER,
    state     INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    PRIMARY KEY (meter, day),
    CHECK ((from_ms IS NULL) = (to_ms IS NULL))
) STRICT, WITHOUT ROWID;
-- How much of its own days the old table had seen, it did not say.
INSERT INTO daily_energy_by_rate (meter, day, total_wh, state)
    SELECT meter, day, energy_wh, CASE adopted WHEN 1 THEN 3 ELSE 2 END FROM daily_energy;
DROP TABLE daily_energy;
ALTER TABLE daily_energy_by_rate RENAME TO daily_energy;

-- ---- spans whose energy no hour can claim: known as a sum, or not at all
CREATE TABLE reading_gap (
    id        INTEGER PRIMARY KEY,
    meter     TEXT NOT NULL CHECK (meter <> ''),
    from_ms   INTEGER NOT NULL,
    to_ms     INTEGER NOT NULL CHECK (to_ms >= from_ms),
    reason    TEXT NOT NULL
              CHECK (reason IN ('silent', 'clock-set', 'suspicious', 'register-fell')),
    total_wh  INTEGER CHECK (total_wh >= 0),
    sharp_wh  INTEGER CHECK (sharp_wh >= 0),
    peak_wh   INTEGER CHECK (peak_wh >= 0),
    flat_wh   INTEGER CHECK (flat_wh >= 0),
    valley_wh INTEGER CHECK (valley_wh >= 0),
    in_day    INTEGER NOT NULL CHECK (in_day IN (0, 1))
) STRICT;
CREATE INDEX reading_gap_of_meter ON reading_gap (meter, from_ms);

-- ---- from when to when one register counted
CREATE TABLE meter_installation (
    id       INTEGER PRIMARY KEY,
    meter    TEXT NOT NULL CHECK (meter <> ''),
    from_ms  INTEGER NOT NULL,
    reason   TEXT NOT NULL CHECK (reason IN ('first-reading', 'register-fell', 'replacement')),
    instead  TEXT,
    first_wh INTEGER,
    to_ms    INTEGER,
    last_wh  INTEGER
) STRICT;
CREATE INDEX meter_installation_of_meter ON meter_installation (meter, id);
CREATE UNIQUE INDEX meter_installation_counts_once ON meter_installation (meter)
    WHERE to_ms IS NULL;
INSERT INTO meter_installation (meter, from_ms, reason, first_wh)
    SELECT meter, at_ms, 'first-reading', total_wh FROM meter_reading ORDER BY meter;
