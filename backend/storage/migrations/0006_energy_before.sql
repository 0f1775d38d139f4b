-- The energy register at the reading before a sale or a command: how much can have been used since
-- is not left to the clock alone. Absent in rows of older versions.
ALTER TABLE orders ADD COLUMN total_before_wh INTEGER
    CHECK (total_before_wh IS NULL OR read_at_ms IS NOT NULL);
ALTER TABLE command ADD COLUMN total_before_wh INTEGER
    CHECK (total_before_wh IS NULL OR read_at_ms IS NOT NULL);
-- When a look showed that the sale is not on the meter: one look lets no money go.
ALTER TABLE orders ADD COLUMN refuted_at_ms INTEGER
    CHECK (refuted_at_ms IS NULL OR read_at_ms IS NOT NULL);

-- What is not under way is given up at its deadline, whatever is in its way.
CREATE INDEX command_deadline ON command (deadline_ms, number)
    WHERE state IN ('waiting', 'unknown') AND attention = 0;
