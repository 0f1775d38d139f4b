-- What payment channels, and strangers at their door, sent to the notify address: evidence for
-- finance and support. No part of the books; pruned by age and number.
CREATE TABLE notice (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms        INTEGER NOT NULL,
    channel      TEXT NOT NULL,
    verdict      TEXT NOT NULL
                 CHECK (verdict IN ('taken', 'foreign', 'unknown-order', 'refused')),
    why          TEXT NOT NULL,
    -- As the connection came in; behind a proxy it is the proxy's.
    remote       TEXT NOT NULL,
    order_id     TEXT NOT NULL,
    content_type TEXT NOT NULL,
    -- Of the whole body; what is kept of it has an upper limit.
    bytes        INTEGER NOT NULL CHECK (bytes >= length(body)),
    body         BLOB NOT NULL
) STRICT;

CREATE INDEX notice_of_order ON notice (order_id, number) WHERE order_id <> '';
CREATE INDEX notice_refused ON notice (number) WHERE verdict = 'refused';
CREATE INDEX notice_refused_by_time ON notice (at_ms) WHERE verdict = 'refused';
CREATE INDEX notice_by_time ON notice (at_ms);
