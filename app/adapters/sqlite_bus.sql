-- name: schema-1
-- What was said lately; AUTOINCREMENT so that a number is never used again.
CREATE TABLE said (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    text    TEXT NOT NULL
);

-- name: say
INSERT INTO said (channel, text) VALUES (?, ?);

-- name: forget
DELETE FROM said WHERE id <= (SELECT max(id) FROM said) - ?;

-- name: since
SELECT id, text FROM said WHERE id > ? AND channel = ? ORDER BY id;

-- name: newest
SELECT coalesce(max(id), 0) FROM said;
