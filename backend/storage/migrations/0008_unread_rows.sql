-- Rows of a channel's account that no program understands: each is a case until a person looked.
CREATE TABLE bill_unread_row (
    bill   INTEGER NOT NULL REFERENCES bill (number),
    file   TEXT NOT NULL CHECK (file <> ''),
    row    INTEGER NOT NULL CHECK (row >= 1),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    text   TEXT NOT NULL,
    PRIMARY KEY (bill, file, row)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER bill_unread_row_never_changes BEFORE UPDATE ON bill_unread_row
BEGIN SELECT raise(ABORT, 'a row of a bill is never changed'); END;
CREATE TRIGGER bill_unread_row_never_goes BEFORE DELETE ON bill_unread_row
BEGIN SELECT raise(ABORT, 'a row of a bill is never removed'); END;
CREATE TRIGGER bill_unread_row_only_to_the_newest_bill BEFORE INSERT ON bill_unread_row
WHEN NEW.bill IS NOT (SELECT max(number) FROM bill)
  OR EXISTS (SELECT 1 FROM bill_unread_row
             WHERE bill = NEW.bill AND file = NEW.file AND row = NEW.row)
BEGIN SELECT raise(ABORT, 'a kept bill takes no more rows'); END;
