-- Daily reconciliation. Days are a channel's own, counted from 1970-01-01.

-- ---- the bills of the payment channels, kept as they were told: append-only
CREATE TABLE bill (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    channel       TEXT NOT NULL CHECK (channel <> ''),
    day           INTEGER NOT NULL,
    -- A channel may tell a day anew: both are kept, the highest counts.
    edition       INTEGER NOT NULL CHECK (edition >= 1),
    source        TEXT NOT NULL,
    fetched_at_ms INTEGER NOT NULL,
    lines         INTEGER NOT NULL CHECK (lines >= 0),
    hash          TEXT NOT NULL CHECK (length(hash) = 64),
    UNIQUE (channel, day, edition)
) STRICT;

CREATE TABLE bill_line (
    bill              INTEGER NOT NULL REFERENCES bill (number),
    line              INTEGER NOT NULL CHECK (line >= 1),
    kind              TEXT NOT NULL CHECK (kind IN ('payment', 'refund')),
    order_id          TEXT NOT NULL,
    trade             TEXT NOT NULL,
    refund            TEXT NOT NULL,
    amount_micro_yuan INTEGER NOT NULL,
    fee_micro_yuan    INTEGER NOT NULL,
    terminal          TEXT NOT NULL,
    at_ms             INTEGER,
    PRIMARY KEY (bill, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX bill_line_by_trade ON bill_line (trade);
CREATE INDEX bill_line_by_refund ON bill_line (refund) WHERE refund <> '';

CREATE TRIGGER bill_never_changes BEFORE UPDATE ON bill
BEGIN SELECT raise(ABORT, 'a bill is never changed'); END;
CREATE TRIGGER bill_never_goes BEFORE DELETE ON bill
BEGIN SELECT raise(ABORT, 'a bill is never removed'); END;
-- Also what stops INSERT OR REPLACE, which removes rows without asking the trigger above.
CREATE TRIGGER bill_only_as_the_next_edition BEFORE INSERT ON bill
WHEN EXISTS (SELECT 1 FROM bill WHERE number = NEW.number)
  OR NEW.edition IS NOT
         (SELECT coalesce(max(edition), 0) + 1 FROM bill
          WHERE channel = NEW.channel AND day = NEW.day)
BEGIN SELECT raise(ABORT, 'a bill is added as the next edition of its day'); END;
CREATE TRIGGER bill_line_never_changes BEFORE UPDATE ON bill_line
BEGIN SELECT raise(ABORT, 'a line of a bill is never changed'); END;
CREATE TRIGGER bill_line_never_goes BEFORE DELETE ON bill_line
BEGIN SELECT raise(ABORT, 'a line of a bill is never removed'); END;
CREATE TRIGGER bill_line_only_to_the_newest_bill BEFORE INSERT ON bill_line
WHEN NEW.bill IS NOT (SELECT max(number) FROM bill)
  OR NEW.line IS NOT (SELECT coalesce(max(line), 0) + 1 FROM bill_line WHERE bill = NEW.bill)
  OR NEW.line > (SELECT lines FROM bill WHERE number = NEW.bill)
BEGIN SELECT raise(ABORT, 'a kept bill takes no more lines'); END;

CREATE VIEW newest_bill AS
    SELECT number, channel, day, source, fetched_at_ms, hash FROM bill AS this
    WHERE edition = (SELECT max(edition) FROM bill
                     WHERE channel = this.channel AND day = this.day);

-- ---- runs: what was compared, and what came of it
CREATE TABLE reconciliation_run (
    number         INTEGER PRIMARY KEY AUTOINCREMENT,
    day            INTEGER NOT NULL,
    started_at_ms  INTEGER NOT NULL,
    finished_at_ms INTEGER NOT NULL,
    run_by         TEXT NOT NULL CHECK (run_by <> ''),
    complete       INTEGER NOT NULL CHECK (complete IN (0, 1)),
    differences    INTEGER NOT NULL CHECK (differences >= 0),
    opened         INTEGER NOT NULL CHECK (opened >= 0),
    closed         INTEGER NOT NULL CHECK (closed >= 0),
    carried        INTEGER NOT NULL CHECK (carried >= 0)
) STRICT;

CREATE INDEX reconciliation_run_by_day ON reconciliation_run (day, number);

CREATE TABLE reconciliation_run_channel (
    run                        INTEGER NOT NULL REFERENCES reconciliation_run (number),
    channel                    TEXT NOT NULL,
    bill_there                 INTEGER NOT NULL CHECK (bill_there IN (0, 1)),
    bill_payments              INTEGER NOT NULL,
    bill_payments_micro_yuan   INTEGER NOT NULL,
    bill_refunds               INTEGER NOT NULL,
    bill_refunds_micro_yuan    INTEGER NOT NULL,
    fee_micro_yuan             INTEGER NOT NULL,
    net_micro_yuan             INTEGER NOT NULL,
    matched_payments           INTEGER NOT NULL,
    matched_payments_micro_yuan INTEGER NOT NULL,
    matched_refunds            INTEGER NOT NULL,
    matched_refunds_micro_yuan INTEGER NOT NULL,
    our_payments               INTEGER NOT NULL,
    our_payments_micro_yuan    INTEGER NOT NULL,
    our_refunds                INTEGER NOT NULL,
    our_refunds_micro_yuan     INTEGER NOT NULL,
    carried_in                 INTEGER NOT NULL,
    carried_in_micro_yuan      INTEGER NOT NULL,
    carried_out                INTEGER NOT NULL,
    carried_out_micro_yuan     INTEGER NOT NULL,
    differences                INTEGER NOT NULL,
    PRIMARY KEY (run, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE reconciliation_run_bill (
    run     INTEGER NOT NULL REFERENCES reconciliation_run (number),
    channel TEXT NOT NULL,
    day     INTEGER NOT NULL,
    hash    TEXT NOT NULL CHECK (length(hash) = 64),
    lines   INTEGER NOT NULL,
    PRIMARY KEY (run, channel, day)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER reconciliation_run_never_changes BEFORE UPDATE ON reconciliation_run
BEGIN SELECT raise(ABORT, 'a run is never changed'); END;
CREATE TRIGGER reconciliation_run_never_goes BEFORE DELETE ON reconciliation_run
BEGIN SELECT raise(ABORT, 'a run is never removed'); END;
CREATE TRIGGER reconciliation_run_only_at_the_end BEFORE INSERT ON reconciliation_run
WHEN EXISTS (SELECT 1 FROM reconciliation_run WHERE number = NEW.number)
BEGIN SELECT raise(ABORT, 'a run is never changed'); END;
CREATE TRIGGER reconciliation_run_channel_never_changes BEFORE UPDATE ON reconciliation_run_channel
BEGIN SELECT raise(ABORT, 'a run is never changed'); END;
CREATE TRIGGER reconciliation_run_channel_never_goes BEFORE DELETE ON reconciliation_run_channel
BEGIN SELECT raise(ABORT, 'a run is never removed'); END;
CREATE TRIGGER reconciliation_run_channel_only_to_the_newest
BEFORE INSERT ON reconciliation_run_channel
WHEN NEW.run IS NOT (SELECT max(number) FROM reconciliation_run)
  OR EXISTS (SELECT 1 FROM reconciliation_run_channel
             WHERE run = NEW.run AND channel = NEW.channel)
BEGIN SELECT raise(ABORT, 'a run takes no more figures'); END;
CREATE TRIGGER reconciliation_run_bill_never_changes BEFORE UPDATE ON reconciliation_run_bill
BEGIN SELECT raise(ABORT, 'a run is never changed'); END;
CREATE TRIGGER reconciliation_run_bill_never_goes BEFORE DELETE ON reconciliation_run_bill
BEGIN SELECT raise(ABORT, 'a run is never removed'); END;
CREATE TRIGGER reconciliation_run_bill_only_to_the_newest BEFORE INSERT ON reconciliation_run_bill
WHEN NEW.run IS NOT (SELECT max(number) FROM reconciliation_run)
  OR EXISTS (SELECT 1 FROM reconciliation_run_bill
             WHERE run = NEW.run AND channel = NEW.channel AND day = NEW.day)
BEGIN SELECT raise(ABORT, 'a run takes no more figures'); END;

-- ---- cases: one per difference for ever, and their history
CREATE TABLE reconciliation_case (
    number            INTEGER PRIMARY KEY AUTOINCREMENT,
    kind              TEXT NOT NULL CHECK (kind <> ''),
    key               TEXT NOT NULL CHECK (key <> ''),
    day               INTEGER NOT NULL,
    channel           TEXT NOT NULL,
    order_id          TEXT NOT NULL,
    meter             TEXT NOT NULL,
    ours_micro_yuan   INTEGER NOT NULL,
    theirs_micro_yuan INTEGER NOT NULL,
    text              TEXT NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('open', 'explained', 'settled', 'closed')),
    owner             TEXT NOT NULL,
    version           INTEGER NOT NULL CHECK (version >= 1),
    opened_at_ms      INTEGER NOT NULL,
    changed_at_ms     INTEGER NOT NULL,
    UNIQUE (kind, key)
) STRICT;

CREATE INDEX reconciliation_case_in_state ON reconciliation_case (state, number);
CREATE INDEX reconciliation_case_of_day ON reconciliation_case (day, number);

CREATE TRIGGER reconciliation_case_never_goes BEFORE DELETE ON reconciliation_case
BEGIN SELECT raise(ABORT, 'a case is never removed'); END;
CREATE TRIGGER reconciliation_case_stays_the_same BEFORE UPDATE ON reconciliation_case
WHEN OLD.number <> NEW.number OR OLD.kind <> NEW.kind OR OLD.key <> NEW.key
  OR OLD.day <> NEW.day OR OLD.opened_at_ms <> NEW.opened_at_ms
  OR NEW.version <> OLD.version + 1
BEGIN SELECT raise(ABORT, 'what a case is about never changes'); END;
CREATE TRIGGER reconciliation_case_once BEFORE INSERT ON reconciliation_case
WHEN EXISTS (SELECT 1 FROM reconciliation_case
             WHERE number = NEW.number OR (kind = NEW.kind AND key = NEW.key))
BEGIN SELECT raise(ABORT, 'a case is opened once'); END;

CREATE TABLE reconciliation_case_event (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    case_number INTEGER NOT NULL REFERENCES reconciliation_case (number),
    version     INTEGER NOT NULL CHECK (version >= 1),
    state       TEXT NOT NULL,
    owner       TEXT NOT NULL,
    who         TEXT NOT NULL CHECK (who <> ''),
    why         TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    UNIQUE (case_number, version)
) STRICT;

CREATE TRIGGER reconciliation_case_event_never_changes BEFORE UPDATE ON reconciliation_case_event
BEGIN SELECT raise(ABORT, 'the history of a case is never changed'); END;
CREATE TRIGGER reconciliation_case_event_never_goes BEFORE DELETE ON reconciliation_case_event
BEGIN SELECT raise(ABORT, 'the history of a case is never removed'); END;
CREATE TRIGGER reconciliation_case_event_only_at_the_end
BEFORE INSERT ON reconciliation_case_event
WHEN EXISTS (SELECT 1 FROM reconciliation_case_event
             WHERE case_number = NEW.case_number AND version >= NEW.version)
  OR EXISTS (SELECT 1 FROM reconciliation_case_event WHERE number = NEW.number)
BEGIN SELECT raise(ABORT, 'the history of a case grows at its end'); END;

-- ---- what a run asks of orders and journal
CREATE INDEX orders_by_payment ON orders (paid_at_ms) WHERE paid_at_ms IS NOT NULL;
CREATE INDEX orders_by_delivery ON orders (confirmed_at_ms) WHERE confirmed_at_ms IS NOT NULL;
CREATE INDEX orders_by_trade ON orders (trade) WHERE trade <> '';
CREATE INDEX orders_delivered_to ON orders (meter, sale_count) WHERE state = 'delivered';
CREATE INDEX order_refund_by_request ON order_refund (requested_at_ms);
CREATE INDEX order_refund_by_end ON order_refund (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
CREATE INDEX order_refund_by_trade ON order_refund (trade);
CREATE INDEX journal_entry_by_time ON journal_entry (at_ms);
