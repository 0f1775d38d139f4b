-- The sale was held because the meter had too little for it to be on it, after somebody else's sale. A
-- later reading tells that no more.
ALTER TABLE orders ADD COLUMN too_little INTEGER NOT NULL DEFAULT 0 CHECK (too_little IN (0, 1));
