-- What a meter showed when a sale was held, because its count had moved and its balance was not what
-- the sale would have left: later use makes it look as if. Of those held already nothing is known, so
-- a person's word counts for them as before, whatever the balance.
ALTER TABLE orders ADD COLUMN held_balance_micro_yuan INTEGER
    CHECK (held_balance_micro_yuan IS NULL OR read_at_ms IS NOT NULL);
UPDATE orders SET held_balance_micro_yuan = 9223372036854775807
    WHERE held = 1 AND read_at_ms IS NOT NULL;
