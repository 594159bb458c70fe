-- name: schema-1
-- A line is one measure of one scope; its samples lie together in order of time.
CREATE TABLE line (
    id        INTEGER PRIMARY KEY,
    tenant    TEXT NOT NULL,
    iteration TEXT NOT NULL,
    measure   TEXT NOT NULL,
    UNIQUE (tenant, iteration, measure)
);
CREATE TABLE sample (
    line     INTEGER NOT NULL REFERENCES line,
    valid_at INTEGER NOT NULL,
    value    REAL    NOT NULL,
    PRIMARY KEY (line, valid_at)
) WITHOUT ROWID;
CREATE TABLE progress (
    consumer TEXT    NOT NULL,
    lane     TEXT    NOT NULL,
    next     INTEGER NOT NULL,
    PRIMARY KEY (consumer, lane)
) WITHOUT ROWID;

-- name: add-line
INSERT INTO line (tenant, iteration, measure) VALUES (?, ?, ?) ON CONFLICT DO NOTHING;

-- name: line
SELECT id FROM line WHERE tenant = ? AND iteration = ? AND measure = ?;

-- name: add-sample
INSERT INTO sample (line, valid_at, value) VALUES (?, ?, ?)
ON CONFLICT (line, valid_at) DO UPDATE SET value = excluded.value;

-- name: move
INSERT INTO progress (consumer, lane, next) VALUES (?, ?, ?)
ON CONFLICT (consumer, lane) DO UPDATE SET next = excluded.next;

-- name: positions
SELECT lane, next FROM progress WHERE consumer = ?;

-- name: series
SELECT valid_at, value FROM sample
WHERE line = (SELECT id FROM line WHERE tenant = ? AND iteration = ? AND measure = ?)
  AND valid_at >= ? AND valid_at < ?
ORDER BY valid_at;

-- name: measures
SELECT measure FROM line WHERE tenant = ? AND iteration = ? ORDER BY measure;

-- name: ping
SELECT count(*) FROM progress WHERE consumer = '';
