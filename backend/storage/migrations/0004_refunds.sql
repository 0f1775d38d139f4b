-- Refunds, reversals and debts. Three tables take new words or looser checks, which SQLite can do
-- only by making them anew: the rows are copied as they are, with their numbers and hashes. The keys
-- of other tables go by name; the step ends with a check of all of them. Triggers that speak of such
-- a table go first, else it could not take its name.

DROP TRIGGER posting_only_to_the_newest_entry;
CREATE TABLE new_journal_entry (
    sequence  INTEGER PRIMARY KEY CHECK (sequence >= 1),
    key       TEXT NOT NULL UNIQUE CHECK (key <> ''),
    kind      TEXT NOT NULL
              CHECK (kind IN ('payment-received', 'delivered', 'refund-booked', 'refunded',
                              'reversed', 'set-off')),
    reference TEXT NOT NULL,
    at_ms     INTEGER NOT NULL,
    previous  BLOB NOT NULL CHECK (length(previous) = 32),
    hash      BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO new_journal_entry SELECT * FROM journal_entry ORDER BY sequence;
DROP TABLE journal_entry;
ALTER TABLE new_journal_entry RENAME TO journal_entry;
CREATE TRIGGER posting_only_to_the_newest_entry BEFORE INSERT ON posting
WHEN NEW.sequence IS NOT (SELECT max(sequence) FROM journal_entry)
  OR NEW.line IS NOT
         (SELECT coalesce(max(line), 0) + 1 FROM posting WHERE sequence = NEW.sequence)
BEGIN SELECT raise(ABORT, 'a booked entry takes no more postings'); END;
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

DROP TRIGGER command_waits_for_the_order;
CREATE TABLE new_orders (
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
    sale_amount_micro_yuan    INTEGER CHECK (sale_amount_micro_yuan > 0 AND
                                  sale_amount_micro_yuan = amount_micro_yuan - set_off_micro_yuan),
    sale_count                INTEGER CHECK (sale_count = count_before + 1),
    balance_after_micro_yuan  INTEGER,
    confirmed_at_ms           INTEGER,
    meter_silent              INTEGER NOT NULL CHECK (meter_silent IN (0, 1)),
    held                      INTEGER NOT NULL CHECK (held IN (0, 1)),
    reason                    TEXT NOT NULL,
    received_micro_yuan       INTEGER CHECK (received_micro_yuan > 0),
    -- Of the amount, what paid a debt of the account.
    set_off_micro_yuan        INTEGER NOT NULL CHECK (set_off_micro_yuan >= 0 AND
                                  set_off_micro_yuan <= amount_micro_yuan),
    -- A delivery is there whole or not at all.
    CHECK ((count_before IS NULL) = (balance_before_micro_yuan IS NULL)
           AND (count_before IS NULL) = (read_at_ms IS NULL)
           AND (count_before IS NULL) = (sale_amount_micro_yuan IS NULL)
           AND (count_before IS NULL) = (sale_count IS NULL)),
    CHECK (count_before IS NOT NULL
           OR (balance_after_micro_yuan IS NULL AND confirmed_at_ms IS NULL)),
    CHECK (state <> 'delivery-unknown' OR sale_count IS NOT NULL)
) STRICT;
INSERT INTO new_orders (
    number, id, request, meter, account, amount_micro_yuan, channel, merchant, terminal, state,
    version, created_at_ms, pay_by_ms, open_until_ms, code, trade, paid_at_ms, cancel_open,
    quarantine_until_ms, count_before, balance_before_micro_yuan, read_at_ms,
    sale_amount_micro_yuan, sale_count, balance_after_micro_yuan, confirmed_at_ms, meter_silent,
    held, reason,
    set_off_micro_yuan)
SELECT
    number, id, request, meter, account, amount_micro_yuan, channel, merchant, terminal, state,
    version, created_at_ms, pay_by_ms, open_until_ms, code, trade, paid_at_ms, cancel_open,
    quarantine_until_ms, count_before, balance_before_micro_yuan, read_at_ms,
    sale_amount_micro_yuan, sale_count, balance_after_micro_yuan, confirmed_at_ms, meter_silent,
    held, reason,
    0
FROM orders ORDER BY number;
DROP TABLE orders;
ALTER TABLE new_orders RENAME TO orders;
CREATE TRIGGER command_waits_for_the_order BEFORE UPDATE ON command
WHEN NEW.touches_balance = 1 AND NEW.state = 'under-way' AND OLD.state <> 'under-way'
 AND EXISTS (SELECT 1 FROM orders
             WHERE meter = NEW.meter AND state IN ('delivering', 'delivery-unknown'))
BEGIN SELECT raise(ABORT, 'an order has the meter'); END;
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
CREATE TRIGGER order_waits_for_the_command BEFORE UPDATE OF state ON orders
WHEN NEW.state = 'delivering' AND OLD.state NOT IN ('delivering', 'delivery-unknown')
 AND EXISTS (SELECT 1 FROM command
             WHERE meter = NEW.meter AND touches_balance = 1
               AND state IN ('under-way', 'unknown'))
BEGIN SELECT raise(ABORT, 'a command has the meter'); END;

CREATE TABLE new_order_call (
    -- Never given out again: a late answer must not meet another call.
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id      TEXT NOT NULL REFERENCES orders (id),
    kind          TEXT NOT NULL CHECK (kind IN (
                      'gateway-create', 'gateway-query', 'gateway-cancel',
                      'gateway-refund', 'gateway-refund-query', 'meter-read-before', 'meter-sell',
                      'meter-read-back', 'command-look')),
    due_at_ms     INTEGER NOT NULL,
    attempt       INTEGER NOT NULL CHECK (attempt >= 0),
    started_at_ms INTEGER
) STRICT;
INSERT INTO new_order_call SELECT * FROM order_call ORDER BY id;
DROP TABLE order_call;
ALTER TABLE new_order_call RENAME TO order_call;
CREATE UNIQUE INDEX order_call_waits_once ON order_call (order_id, kind)
    WHERE started_at_ms IS NULL;
CREATE INDEX order_call_due ON order_call (due_at_ms, id) WHERE started_at_ms IS NULL;
CREATE INDEX order_call_started ON order_call (id) WHERE started_at_ms IS NOT NULL;
CREATE INDEX order_call_of_order ON order_call (order_id, id);

-- ---- refunds: money that goes back to payers, each under a number that never changes
CREATE TABLE order_refund (
    id                TEXT PRIMARY KEY CHECK (id <> ''),
    order_id          TEXT NOT NULL REFERENCES orders (id),
    number            INTEGER NOT NULL CHECK (number >= 1),
    cause             TEXT NOT NULL
                      CHECK (cause IN ('undelivered', 'extra-payment', 'suspect', 'reversal')),
    trade             TEXT NOT NULL,
    amount_micro_yuan INTEGER NOT NULL
                      CHECK (amount_micro_yuan > 0 AND amount_micro_yuan % 10000 = 0),
    state             TEXT NOT NULL
                      CHECK (state IN ('waiting', 'asked', 'returned', 'failed', 'settled')),
    sends             INTEGER NOT NULL CHECK (sends >= 0),
    refused           INTEGER NOT NULL CHECK (refused IN (0, 1)),
    requested_at_ms   INTEGER NOT NULL,
    -- What the channel is told. It moves only while nothing may be under way there.
    dated_at_ms       INTEGER NOT NULL,
    asked_at_ms       INTEGER,
    ended_at_ms       INTEGER,
    by_whom           TEXT NOT NULL,
    note              TEXT NOT NULL,
    UNIQUE (order_id, number),
    CHECK (state <> 'asked' OR (sends > 0 AND asked_at_ms IS NOT NULL)),
    CHECK ((ended_at_ms IS NOT NULL) = (state IN ('returned', 'settled')))
) STRICT, WITHOUT ROWID;

CREATE INDEX order_refund_unfinished ON order_refund (state, order_id)
    WHERE state IN ('waiting', 'asked', 'failed');
-- An undelivered payment goes back once: a second refund of it needs the first to be over.
CREATE UNIQUE INDEX order_refund_of_the_payment_once ON order_refund (order_id)
    WHERE cause = 'undelivered' AND state <> 'settled';
CREATE UNIQUE INDEX order_refund_of_an_extra_once ON order_refund (order_id, trade)
    WHERE cause = 'extra-payment' AND state <> 'settled';

CREATE TRIGGER order_refund_never_goes BEFORE DELETE ON order_refund
BEGIN SELECT raise(ABORT, 'a refund is never removed'); END;
CREATE TRIGGER order_refund_keeps_what_was_booked BEFORE UPDATE ON order_refund
WHEN OLD.id <> NEW.id OR OLD.order_id <> NEW.order_id OR OLD.number <> NEW.number
  OR OLD.cause <> NEW.cause OR OLD.trade <> NEW.trade
  OR OLD.amount_micro_yuan <> NEW.amount_micro_yuan
  OR OLD.requested_at_ms <> NEW.requested_at_ms OR NEW.sends < OLD.sends
  OR (OLD.state = 'asked' AND NEW.state = 'asked' AND OLD.dated_at_ms <> NEW.dated_at_ms)
BEGIN SELECT raise(ABORT, 'what a refund was booked with never changes'); END;
CREATE TRIGGER order_refund_ends_once BEFORE UPDATE ON order_refund
WHEN OLD.state IN ('returned', 'settled') AND OLD.state <> NEW.state
BEGIN SELECT raise(ABORT, 'a refund that ended never changes'); END;
-- Never more goes back than came in.
CREATE TRIGGER order_refund_within_the_payment BEFORE INSERT ON order_refund
WHEN NEW.cause IN ('undelivered', 'reversal')
 AND NEW.amount_micro_yuan + (SELECT coalesce(sum(amount_micro_yuan), 0) FROM order_refund
                              WHERE order_id = NEW.order_id AND state <> 'settled'
                                AND cause IN ('undelivered', 'reversal'))
     > (SELECT amount_micro_yuan FROM orders WHERE id = NEW.order_id)
BEGIN SELECT raise(ABORT, 'more would go back than was paid'); END;

-- ---- reversals of delivered sales
CREATE TABLE order_reversal (
    order_id          TEXT NOT NULL REFERENCES orders (id),
    number            INTEGER NOT NULL CHECK (number >= 1),
    request           TEXT NOT NULL CHECK (request <> ''),
    amount_micro_yuan INTEGER NOT NULL
                      CHECK (amount_micro_yuan > 0 AND amount_micro_yuan % 10000 = 0),
    way               TEXT NOT NULL CHECK (way IN ('take-credit', 'book-debt')),
    state             TEXT NOT NULL CHECK (state IN (
                          'proposed', 'taking-credit', 'done', 'refused', 'withdrawn')),
    by_whom           TEXT NOT NULL CHECK (by_whom <> ''),
    approved_by       TEXT NOT NULL CHECK (approved_by <> by_whom),
    why               TEXT NOT NULL CHECK (why <> ''),
    requested_at_ms   INTEGER NOT NULL,
    ended_at_ms       INTEGER,
    note              TEXT NOT NULL,
    PRIMARY KEY (order_id, number),
    UNIQUE (order_id, request),
    CHECK ((ended_at_ms IS NULL) = (state IN ('proposed', 'taking-credit')))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX order_reversal_one_at_a_time ON order_reversal (order_id)
    WHERE ended_at_ms IS NULL;

CREATE TRIGGER order_reversal_never_goes BEFORE DELETE ON order_reversal
BEGIN SELECT raise(ABORT, 'a reversal is never removed'); END;
CREATE TRIGGER order_reversal_keeps_what_was_asked BEFORE UPDATE ON order_reversal
WHEN OLD.order_id <> NEW.order_id OR OLD.number <> NEW.number OR OLD.request <> NEW.request
  OR OLD.amount_micro_yuan <> NEW.amount_micro_yuan OR OLD.way <> NEW.way
  OR OLD.by_whom <> NEW.by_whom OR OLD.why <> NEW.why
  OR OLD.requested_at_ms <> NEW.requested_at_ms
BEGIN SELECT raise(ABORT, 'what a reversal was asked with never changes'); END;
CREATE TRIGGER order_reversal_ends_once BEFORE UPDATE ON order_reversal
WHEN OLD.ended_at_ms IS NOT NULL AND OLD.state <> NEW.state
BEGIN SELECT raise(ABORT, 'a reversal that ended never changes'); END;

-- The history of a refund, for people who ask afterwards: append-only.
CREATE TABLE order_refund_event (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    refund_id TEXT NOT NULL REFERENCES order_refund (id),
    state     TEXT NOT NULL,
    sends     INTEGER NOT NULL CHECK (sends >= 0),
    at_ms     INTEGER NOT NULL,
    note      TEXT NOT NULL
) STRICT;

CREATE INDEX order_refund_event_of_refund ON order_refund_event (refund_id, number);
CREATE TRIGGER order_refund_event_never_changes BEFORE UPDATE ON order_refund_event
BEGIN SELECT raise(ABORT, 'the history of a refund is never changed'); END;
CREATE TRIGGER order_refund_event_never_goes BEFORE DELETE ON order_refund_event
BEGIN SELECT raise(ABORT, 'the history of a refund is never removed'); END;
CREATE TRIGGER order_refund_event_only_at_the_end BEFORE INSERT ON order_refund_event
WHEN EXISTS (SELECT 1 FROM order_refund_event WHERE number = NEW.number)
BEGIN SELECT raise(ABORT, 'the history of a refund grows at its end'); END;
