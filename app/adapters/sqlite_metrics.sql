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

-- name: schema-2
-- Figures per stretch of time, and the samples that changed since they were last worked out.
CREATE TABLE rollup (
    line   INTEGER NOT NULL REFERENCES line,
    width  INTEGER NOT NULL,
    start  INTEGER NOT NULL,
    count  INTEGER NOT NULL,
    low    REAL    NOT NULL,
    high   REAL    NOT NULL,
    mean   REAL    NOT NULL,
    last   REAL    NOT NULL,
    PRIMARY KEY (line, width, start)
) WITHOUT ROWID;
CREATE TABLE changed (line INTEGER NOT NULL, valid_at INTEGER NOT NULL, PRIMARY KEY (line, valid_at)) WITHOUT ROWID;
INSERT INTO changed SELECT line, valid_at FROM sample;

-- name: schema-3
-- Percentiles per hour, over all iterations of a tenant.
CREATE TABLE spread (
    tenant  TEXT    NOT NULL,
    measure TEXT    NOT NULL,
    start   INTEGER NOT NULL,
    count   INTEGER NOT NULL,
    low REAL NOT NULL, p50 REAL NOT NULL, p75 REAL NOT NULL, p90 REAL NOT NULL, p95 REAL NOT NULL, p99 REAL NOT NULL,
    high    REAL    NOT NULL,
    PRIMARY KEY (tenant, measure, start)
) WITHOUT ROWID;
CREATE INDEX line_by_measure ON line (tenant, measure);
INSERT INTO changed SELECT line, valid_at FROM sample WHERE true ON CONFLICT DO NOTHING;

-- name: note-change
INSERT INTO changed VALUES (?, ?) ON CONFLICT DO NOTHING;

-- name: roll-up
INSERT INTO rollup
SELECT s.line, ?1, b.start, count(*), min(s.value), max(s.value), avg(s.value),
       (SELECT value FROM sample AS l WHERE l.line = s.line AND l.valid_at < b.start + ?1 ORDER BY valid_at DESC LIMIT 1)
FROM (SELECT DISTINCT line, valid_at / ?1 * ?1 AS start FROM changed) AS b
JOIN sample AS s ON s.line = b.line AND s.valid_at >= b.start AND s.valid_at < b.start + ?1
GROUP BY s.line, b.start
ON CONFLICT (line, width, start) DO UPDATE SET
    count = excluded.count, low = excluded.low, high = excluded.high, mean = excluded.mean, last = excluded.last
-- Samples are replaced and never taken away but by age: what was worked out over more of them stays.
WHERE excluded.count >= rollup.count;

-- name: changed-hours
SELECT DISTINCT l.tenant, l.measure, c.valid_at / 3600000 * 3600000 FROM changed AS c JOIN line AS l ON l.id = c.line;

-- name: changed-hours-of
SELECT DISTINCT c.valid_at / 3600000 * 3600000 AS start FROM changed AS c
WHERE c.line IN (SELECT id FROM line WHERE tenant = ?1 AND measure = ?2)
  AND start >= ?3 AND start < ?4;

-- name: values-of-hour
SELECT s.value FROM line AS l JOIN sample AS s ON s.line = l.id
WHERE l.tenant = ? AND l.measure = ? AND s.valid_at >= ? AND s.valid_at < ? + 3600000
ORDER BY s.value;

-- name: set-spread
INSERT INTO spread VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (tenant, measure, start) DO UPDATE SET
    count = excluded.count, low = excluded.low, p50 = excluded.p50, p75 = excluded.p75, p90 = excluded.p90,
    p95 = excluded.p95, p99 = excluded.p99, high = excluded.high
WHERE excluded.count >= spread.count;

-- name: spreads
SELECT start, count, low, p50, p75, p90, p95, p99, high FROM spread
WHERE tenant = ? AND measure = ? AND start >= ? AND start < ? ORDER BY start;

-- name: known-to
SELECT DISTINCT measure FROM line WHERE tenant = ? ORDER BY measure;

-- name: forget-samples
DELETE FROM sample WHERE valid_at < ?;

-- name: forget-rollups
DELETE FROM rollup WHERE start < ?;

-- name: forget-spreads
DELETE FROM spread WHERE start < ?;

-- name: settled
DELETE FROM changed;

-- name: rolled-up
SELECT start, count, low, high, mean, last FROM rollup
WHERE line = (SELECT id FROM line WHERE tenant = ? AND iteration = ? AND measure = ?)
  AND width = ? AND start >= ? AND start < ?
ORDER BY start;

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
