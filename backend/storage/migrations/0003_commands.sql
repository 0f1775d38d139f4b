-- Commands to meters. What was asked for at once is a batch; each meter of it has a row of its own,
-- which is on the disk before anything is sent and tells afterwards what came of it.

CREATE TABLE command_batch (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,
    id              TEXT NOT NULL UNIQUE CHECK (id <> ''),
    request         TEXT NOT NULL UNIQUE CHECK (request <> ''),
    command         TEXT NOT NULL CHECK (command <> ''),
    until_ms        INTEGER,
    operated_by     TEXT NOT NULL,
    reason          TEXT NOT NULL,
    requested_at_ms INTEGER NOT NULL,
    meters          INTEGER NOT NULL CHECK (meters >= 1)
) STRICT;

CREATE TABLE command (
    number                    INTEGER PRIMARY KEY AUTOINCREMENT,
    id                        TEXT NOT NULL UNIQUE CHECK (id <> ''),
    batch_id                  TEXT NOT NULL REFERENCES command_batch (id),
    meter                     TEXT NOT NULL CHECK (meter <> ''),
    kind                      TEXT NOT NULL CHECK (kind IN (
                                  'trip', 'keep-on', 'to-prepaid', 'set-prices', 'set-timetable',
                                  'set-alarms', 'set-overload', 'set-clock', 'open-account',
                                  'close-account', 'take-credit')),
    command                   TEXT NOT NULL CHECK (command <> ''),
    -- Neither a sale nor another of them may meet one that is under way or unknown.
    touches_balance           INTEGER NOT NULL CHECK (touches_balance =
                                  (kind IN ('open-account', 'close-account', 'take-credit'))),
    of_many                   INTEGER NOT NULL CHECK (of_many IN (0, 1)),
    state                     TEXT NOT NULL CHECK (state IN (
                                  'waiting', 'under-way', 'done', 'refused', 'partial', 'unknown',
                                  'failed', 'cancelled')),
    call                      TEXT NOT NULL CHECK (call IN ('look', 'send')),
    attention                 INTEGER NOT NULL CHECK (attention IN (0, 1)),
    attempts                  INTEGER NOT NULL CHECK (attempts >= 0),
    tries                     INTEGER NOT NULL CHECK (tries >= 0),
    version                   INTEGER NOT NULL CHECK (version >= 1),
    requested_at_ms           INTEGER NOT NULL,
    not_before_ms             INTEGER NOT NULL,
    deadline_ms               INTEGER NOT NULL,
    due_at_ms                 INTEGER NOT NULL,
    after_id                  TEXT REFERENCES command (id),
    started_at_ms             INTEGER,
    sent_at_ms                INTEGER,
    finished_at_ms            INTEGER,
    read_at_ms                INTEGER,
    balance_before_micro_yuan INTEGER,
    count_before              INTEGER CHECK (count_before BETWEEN 0 AND 4294967295),
    proof                     TEXT CHECK (proof <> ''),
    note                      TEXT NOT NULL,
    CHECK ((finished_at_ms IS NULL) = (state IN ('waiting', 'under-way', 'unknown'))),
    CHECK (state <> 'unknown' OR attempts > 0),
    CHECK (state NOT IN ('waiting', 'under-way') OR attention = 0),
    -- What touches the balance is sent once, ever.
    CHECK (touches_balance = 0 OR attempts <= 1),
    CHECK (state <> 'under-way' OR call <> 'send' OR (attempts > 0 AND read_at_ms IS NOT NULL)),
    UNIQUE (batch_id, meter, kind)
) STRICT;

CREATE UNIQUE INDEX command_one_at_a_time ON command (meter) WHERE state = 'under-way';
CREATE UNIQUE INDEX command_one_at_the_balance ON command (meter)
    WHERE touches_balance = 1 AND state IN ('under-way', 'unknown');
CREATE INDEX command_open ON command (meter, number) WHERE finished_at_ms IS NULL;
CREATE INDEX command_due ON command (due_at_ms, number)
    WHERE state IN ('waiting', 'unknown') AND attention = 0;
CREATE INDEX command_under_way ON command (number) WHERE state = 'under-way';
CREATE INDEX command_of_meter ON command (meter, number);
CREATE INDEX command_of_batch ON command (batch_id, number);
CREATE INDEX command_attention ON command (number) WHERE attention = 1;

CREATE TRIGGER command_batch_never_changes BEFORE UPDATE ON command_batch
BEGIN SELECT raise(ABORT, 'what was asked for never changes'); END;
CREATE TRIGGER command_batch_never_goes BEFORE DELETE ON command_batch
BEGIN SELECT raise(ABORT, 'what was asked for is never removed'); END;
CREATE TRIGGER command_never_goes BEFORE DELETE ON command
BEGIN SELECT raise(ABORT, 'a command is never removed'); END;
CREATE TRIGGER command_keeps_what_was_asked BEFORE UPDATE ON command
WHEN OLD.id <> NEW.id OR OLD.batch_id <> NEW.batch_id OR OLD.meter <> NEW.meter
  OR OLD.kind <> NEW.kind OR OLD.of_many <> NEW.of_many
  OR OLD.requested_at_ms <> NEW.requested_at_ms OR OLD.not_before_ms <> NEW.not_before_ms
  OR OLD.after_id IS NOT NEW.after_id
  -- The first look completes it; once sent it is the same for ever.
  OR (OLD.attempts > 0 AND OLD.touches_balance = 1 AND OLD.command <> NEW.command)
BEGIN SELECT raise(ABORT, 'what a command was made with never changes'); END;
CREATE TRIGGER command_ends_once BEFORE UPDATE ON command
WHEN OLD.finished_at_ms IS NOT NULL AND OLD.attention = 0
BEGIN SELECT raise(ABORT, 'a command that ended never changes'); END;

-- A sale and a command that touches the balance never have a meter at the same time.
CREATE TRIGGER command_waits_for_the_order BEFORE UPDATE ON command
WHEN NEW.touches_balance = 1 AND NEW.state = 'under-way' AND OLD.state <> 'under-way'
 AND EXISTS (SELECT 1 FROM orders
             WHERE meter = NEW.meter AND state IN ('delivering', 'delivery-unknown'))
BEGIN SELECT raise(ABORT, 'an order has the meter'); END;
CREATE TRIGGER order_waits_for_the_command BEFORE UPDATE OF state ON orders
WHEN NEW.state = 'delivering' AND OLD.state NOT IN ('delivering', 'delivery-unknown')
 AND EXISTS (SELECT 1 FROM command
             WHERE meter = NEW.meter AND touches_balance = 1
               AND state IN ('under-way', 'unknown'))
BEGIN SELECT raise(ABORT, 'a command has the meter'); END;

-- The history of a command, for people who ask afterwards: append-only.
CREATE TABLE command_event (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    command_id TEXT NOT NULL REFERENCES command (id),
    version    INTEGER NOT NULL CHECK (version >= 1),
    state      TEXT NOT NULL,
    call       TEXT NOT NULL,
    attention  INTEGER NOT NULL CHECK (attention IN (0, 1)),
    attempts   INTEGER NOT NULL CHECK (attempts >= 0),
    at_ms      INTEGER NOT NULL,
    note       TEXT NOT NULL,
    UNIQUE (command_id, version)
) STRICT;

CREATE TRIGGER command_event_never_changes BEFORE UPDATE ON command_event
BEGIN SELECT raise(ABORT, 'the history of a command is never changed'); END;
CREATE TRIGGER command_event_never_goes BEFORE DELETE ON command_event
BEGIN SELECT raise(ABORT, 'the history of a command is never removed'); END;
CREATE TRIGGER command_event_only_at_the_end BEFORE INSERT ON command_event
WHEN EXISTS (SELECT 1 FROM command_event
             WHERE command_id = NEW.command_id AND version >= NEW.version)
  OR EXISTS (SELECT 1 FROM command_event WHERE number = NEW.number)
BEGIN SELECT raise(ABORT, 'the history of a command grows at its end'); END;
