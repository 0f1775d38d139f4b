-- ---- alarms that a person ended, because nothing else does; empty: it ended by itself
ALTER TABLE alarm ADD COLUMN ended_by TEXT NOT NULL DEFAULT ''
    CHECK (ended_by = '' OR cleared_at_ms IS NOT NULL);
ALTER TABLE alarm ADD COLUMN ended_why TEXT NOT NULL DEFAULT ''
    CHECK ((ended_why = '') = (ended_by = ''));

-- ---- reversals that waited for a second person
-- Who asked for them may have been a name that anybody could write. They are asked for again, under
-- a token of one's own.
UPDATE order_reversal
   SET state = 'withdrawn', ended_at_ms = requested_at_ms,
       note = 'withdrawn by an update: ask for it again, under a token of your own'
 WHERE state = 'proposed';
