-- Amounts are integer micro-yuan, moments are milliseconds since 1970 in UTC, days are counted from
-- 1970-01-01 where the site stands.

-- ---- journal: append-only
CREATE TABLE journal_entry (
    sequence  INTEGER PRIMARY KEY CHECK (sequence >= 1),
    key       TEXT NOT NULL UNIQUE CHECK (key <> ''),
    kind      TEXT NOT NULL
              CHECK (kind IN ('payment-received', 'delivered', 'refund-booked', 'refunded')),
    reference TEXT NOT NULL,
    at_ms     INTEGER NOT NULL,
    previous  BLOB NOT NULL CHECK (length(previous) = 32),
    hash      BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE posting (
    sequence          INTEGER NOT NULL REFERENCES journal_entry (sequence),
    line              INTEGER NOT NULL CHECK (line >= 1),
    account           TEXT NOT NULL CHECK (account <> ''),
    amount_micro_yuan INTEGER NOT NULL CHECK (amount_micro_yuan <> 0),
    PRIMARY KEY (sequence, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX posting_by_account ON posting (account, amount_micro_yuan);

CREATE TRIGGER journal_entry_never_changes BEFORE UPDATE ON journal_entry
BEGIN SELECT raise(ABORT, 'a booked entry is never changed'); END;
CREATE TRIGGER journal_entry_never_goes BEFORE DELETE ON journal_entry
BEGIN SELECT raise(ABORT, 'a booked entry is never removed'); END;
-- Also what stops INSERT OR REPLACE, which removes rows without asking the trigger above.
CREATE TRIGGER journal_entry_only_at_the_end BEFORE INSERT ON journal_entry
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM journal_entry)
  OR NEW.previous IS NOT coalesce(
         (SELECT hash FROM journal_entry ORDER BY sequence DESC LIMIT 1), zeroblob(32))
  OR EXISTS (SELECT 1 FROM journal_entry WHERE key = NEW.key)
BEGIN SELECT raise(ABORT, 'an entry is booked once, at the end of the chain'); END;

CREATE TRIGGER posting_never_changes BEFORE UPDATE ON posting
BEGIN SELECT raise(ABORT, 'a posting is never changed'); END;
CREATE TRIGGER posting_never_goes BEFORE DELETE ON posting
BEGIN SELECT raise(ABORT, 'a posting is never removed'); END;
CREATE TRIGGER posting_only_to_the_newest_entry BEFORE INSERT ON posting
WHEN NEW.sequence IS NOT (SELECT max(sequence) FROM journal_entry)
  OR NEW.line IS NOT
         (SELECT coalesce(max(line), 0) + 1 FROM posting WHERE sequence = NEW.sequence)
BEGIN SELECT raise(ABORT, 'a booked entry takes no more postings'); END;

-- ---- orders
CREATE TABLE orders (
    number                    INTEGER PRIMARY KEY AUTOINCREMENT,
    id                        TEXT NOT NULL UNIQUE CHECK (id <> ''),
    request                   TEXT NOT NULL UNIQUE CHECK (request <> ''),
    meter                     TEXT NOT NULL CHECK (meter <> ''),
    account                   TEXT NOT NULL,
    amount_micro_yuan         INTEGER NOT NULL
                              CHECK (amount_micro_yuan > 0 AND amount_micro_yuan % 10000 = 0),
    channel                   TEXT NOT NULL,
    merchant                  TEXT NOT NULL,
    terminal                  TEXT NOT NULL,
    state                     TEXT NOT NULL CHECK (state IN (
                                  'created', 'awaiting-payment', 'paid', 'delivering',
                                  'delivery-unknown', 'delivered', 'expired', 'cancelled',
                                  'paid-late', 'suspect', 'refunding', 'refunded')),
    version                   INTEGER NOT NULL CHECK (version >= 1),
    created_at_ms             INTEGER NOT NULL,
    pay_by_ms                 INTEGER NOT NULL,
    open_until_ms             INTEGER NOT NULL,
    code                      TEXT NOT NULL,
    trade                     TEXT NOT NULL,
    paid_at_ms                INTEGER,
    cancel_open               INTEGER NOT NULL CHECK (cancel_open IN (0, 1)),
    quarantine_until_ms       INTEGER,
    count_before              INTEGER CHECK (count_before BETWEEN 0 AND 4294967295),
    balance_before_micro_yuan INTEGER,
    read_at_ms                INTEGER,
    sale_amount_micro_yuan    INTEGER CHECK (sale_amount_micro_yuan = amount_micro_yuan),
    sale_count                INTEGER CHECK (sale_count = count_before + 1),
    balance_after_micro_yuan  INTEGER,
    confirmed_at_ms           INTEGER,
    meter_silent              INTEGER NOT NULL CHECK (meter_silent IN (0, 1)),
    held                      INTEGER NOT NULL CHECK (held IN (0, 1)),
    reason                    TEXT NOT NULL,
    -- A delivery is there whole or not at all.
    CHECK ((count_before IS NULL) = (balance_before_micro_yuan IS NULL)
           AND (count_before IS NULL) = (read_at_ms IS NULL)
           AND (count_before IS NULL) = (sale_amount_micro_yuan IS NULL)
           AND (count_before IS NULL) = (sale_count IS NULL)),
    CHECK (count_before IS NOT NULL
           OR (balance_after_micro_yuan IS NULL AND confirmed_at_ms IS NULL)),
    CHECK (state <> 'delivery-unknown' OR sale_count IS NOT NULL)
) STRICT;

CREATE UNIQUE INDEX orders_one_owner_of_a_meter ON orders (meter)
    WHERE state IN ('delivering', 'delivery-unknown');
-- A purchase count goes to one order. An order that ended without a sale on the meter frees it.
CREATE UNIQUE INDEX orders_one_sale_of_a_count ON orders (meter, sale_count)
    WHERE sale_count IS NOT NULL AND state IN ('delivering', 'delivery-unknown', 'delivered');
CREATE INDEX orders_of_meter ON orders (meter, number);
CREATE INDEX orders_in_state ON orders (state, number);

CREATE TRIGGER orders_never_go BEFORE DELETE ON orders
BEGIN SELECT raise(ABORT, 'an order is never removed'); END;
CREATE TRIGGER orders_keep_what_was_agreed BEFORE UPDATE ON orders
WHEN OLD.id <> NEW.id OR OLD.request <> NEW.request OR OLD.meter <> NEW.meter
  OR OLD.account <> NEW.account OR OLD.amount_micro_yuan <> NEW.amount_micro_yuan
  OR OLD.channel <> NEW.channel OR OLD.merchant <> NEW.merchant
  OR OLD.terminal <> NEW.terminal OR OLD.created_at_ms <> NEW.created_at_ms
BEGIN SELECT raise(ABORT, 'what an order was made with never changes'); END;

-- The history of an order, for people who ask afterwards: append-only.
CREATE TABLE order_event (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id TEXT NOT NULL REFERENCES orders (id),
    version  INTEGER NOT NULL CHECK (version >= 1),
    state    TEXT NOT NULL,
    held     INTEGER NOT NULL CHECK (held IN (0, 1)),
    at_ms    INTEGER NOT NULL,
    reason   TEXT NOT NULL,
    UNIQUE (order_id, version)
) STRICT;

CREATE TRIGGER order_event_never_changes BEFORE UPDATE ON order_event
BEGIN SELECT raise(ABORT, 'the history of an order is never changed'); END;
CREATE TRIGGER order_event_never_goes BEFORE DELETE ON order_event
BEGIN SELECT raise(ABORT, 'the history of an order is never removed'); END;
CREATE TRIGGER order_event_only_at_the_end BEFORE INSERT ON order_event
WHEN EXISTS (SELECT 1 FROM order_event
             WHERE order_id = NEW.order_id AND version >= NEW.version)
  OR EXISTS (SELECT 1 FROM order_event WHERE number = NEW.number)
BEGIN SELECT raise(ABORT, 'the history of an order grows at its end'); END;

-- ---- calls to the world outside: a row before the call is made
CREATE TABLE order_call (
    -- Never given out again: a late answer must not meet another call.
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id      TEXT NOT NULL REFERENCES orders (id),
    kind          TEXT NOT NULL CHECK (kind IN (
                      'gateway-create', 'gateway-query', 'gateway-cancel',
                      'meter-read-before', 'meter-sell', 'meter-read-back')),
    due_at_ms     INTEGER NOT NULL,
    attempt       INTEGER NOT NULL CHECK (attempt >= 0),
    started_at_ms INTEGER
) STRICT;

CREATE UNIQUE INDEX order_call_waits_once ON order_call (order_id, kind)
    WHERE started_at_ms IS NULL;
CREATE INDEX order_call_due ON order_call (due_at_ms, id) WHERE started_at_ms IS NULL;
CREATE INDEX order_call_started ON order_call (id) WHERE started_at_ms IS NOT NULL;
CREATE INDEX order_call_of_order ON order_call (order_id, id);

-- ---- alarms
CREATE TABLE alarm (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    kind          TEXT NOT NULL CHECK (kind <> ''),
    order_id      TEXT NOT NULL,
    meter         TEXT NOT NULL,
    raised_at_ms  INTEGER NOT NULL,
    cleared_at_ms INTEGER,
    text          TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX alarm_open_once ON alarm (order_id, meter, kind) WHERE cleared_at_ms IS NULL;
CREATE TRIGGER alarm_never_goes BEFORE DELETE ON alarm
BEGIN SELECT raise(ABORT, 'an alarm is never removed'); END;

-- ---- meters in place
CREATE TABLE meter_place (
    meter                     TEXT PRIMARY KEY
                              CHECK (length(meter) = 12 AND meter NOT GLOB '*[^0-9]*'),
    profile                   TEXT NOT NULL,
    bus                       TEXT NOT NULL,
    address                   INTEGER NOT NULL CHECK (address BETWEEN 1 AND 247),
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

CREATE INDEX meter_place_by_premises ON meter_place (premises);
CREATE INDEX meter_place_by_account ON meter_place (account);

-- ---- readings: the last one of each meter, and the energy of each day
CREATE TABLE meter_reading (
    meter              TEXT PRIMARY KEY CHECK (meter <> ''),
    day                INTEGER NOT NULL,
    at_ms              INTEGER NOT NULL,
    total_wh           INTEGER NOT NULL,
    sharp_wh           INTEGER NOT NULL,
    peak_wh            INTEGER NOT NULL,
    flat_wh            INTEGER NOT NULL,
    valley_wh          INTEGER NOT NULL,
    balance_micro_yuan INTEGER NOT NULL,
    purchase_count     INTEGER NOT NULL CHECK (purchase_count BETWEEN 0 AND 4294967295),
    relay              TEXT NOT NULL CHECK (relay IN ('open', 'closed')),
    control            TEXT NOT NULL
                       CHECK (control IN ('prepaid', 'forced-open', 'forced-closed')),
    fault              INTEGER NOT NULL CHECK (fault IN (0, 1)),
    overload           INTEGER NOT NULL CHECK (overload IN (0, 1)),
    arrears            INTEGER NOT NULL CHECK (arrears IN (0, 1)),
    alarm1             INTEGER NOT NULL CHECK (alarm1 IN (0, 1)),
    alarm2             INTEGER NOT NULL CHECK (alarm2 IN (0, 1)),
    l1_decivolt        INTEGER,
    l2_decivolt        INTEGER,
    l3_decivolt        INTEGER,
    l1_centiamp        INTEGER,
    l2_centiamp        INTEGER,
    l3_centiamp        INTEGER,
    power_watt         INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE daily_energy (
    meter     TEXT NOT NULL CHECK (meter <> ''),
    day       INTEGER NOT NULL,
    energy_wh INTEGER NOT NULL CHECK (energy_wh >= 0),
    adopted   INTEGER NOT NULL CHECK (adopted IN (0, 1)),
    PRIMARY KEY (meter, day)
) STRICT, WITHOUT ROWID;
