-- Whether somebody scanned the code, where a channel tells: the terminal then asks to confirm it on the
-- phone.
ALTER TABLE orders ADD COLUMN scanned INTEGER NOT NULL DEFAULT 0 CHECK (scanned IN (0, 1));
