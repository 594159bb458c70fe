-- name: schema-1
-- used: rises with every use, so that what was used least lately goes first.
CREATE TABLE kept (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL,
    until INTEGER NOT NULL,
    size  INTEGER NOT NULL,
    used  INTEGER NOT NULL
);
CREATE INDEX kept_by_use ON kept (used, size);

-- name: get
SELECT value FROM kept WHERE key = ? AND until > ?;

-- name: use
UPDATE kept SET used = (SELECT max(used) + 1 FROM kept) WHERE key = ?;

-- name: forget
DELETE FROM kept WHERE key = ?;

-- name: put
INSERT INTO kept (key, value, until, size, used)
VALUES (?, ?, ?, ?, (SELECT coalesce(max(used), 0) + 1 FROM kept));

-- name: bound
DELETE FROM kept WHERE used IN (
    SELECT used FROM (SELECT used, sum(size) OVER (ORDER BY used DESC) AS held FROM kept) WHERE held > ?
);

-- name: ping
SELECT 1 FROM kept LIMIT 1;
