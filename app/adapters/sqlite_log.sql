-- name: schema-1
-- The log grows at its end only: acceptances grow strictly, so they order the table.
CREATE TABLE record (
    accepted INTEGER PRIMARY KEY,
    lane     INTEGER NOT NULL,      -- the partition, as a number over all topics
    place    INTEGER NOT NULL,      -- the offset: one sequence over all partitions, so each has gaps
    key      TEXT    NOT NULL,
    value    BLOB    NOT NULL
);
CREATE UNIQUE INDEX record_by_lane ON record (lane, place);
-- Where the log ends; kept apart from the records because old ones may be taken away.
CREATE TABLE tip (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    place    INTEGER NOT NULL,      -- the next free offset
    accepted INTEGER NOT NULL       -- the last acceptance given
);
INSERT INTO tip VALUES (1, 0, 0);
CREATE TABLE lane_end (
    lane INTEGER PRIMARY KEY,
    next INTEGER NOT NULL           -- the position after the last record
);
CREATE TABLE progress (
    consumer TEXT    NOT NULL,
    lane     TEXT    NOT NULL,
    next     INTEGER NOT NULL,
    PRIMARY KEY (consumer, lane)
) WITHOUT ROWID;

-- name: tip
SELECT place, accepted FROM tip;

-- name: move-tip
UPDATE tip SET place = ?, accepted = ?;

-- name: add
INSERT INTO record (accepted, lane, place, key, value) VALUES (?, ?, ?, ?, ?);

-- name: end-lane
INSERT INTO lane_end (lane, next) VALUES (?, ?) ON CONFLICT (lane) DO UPDATE SET next = excluded.next;

-- name: ends
SELECT lane, next FROM lane_end;

-- name: follow
-- One partition from a position on; the rows of several are merged by acceptance.
SELECT accepted, lane, place, key, value FROM record WHERE lane = ? AND place >= ? ORDER BY place;

-- name: first-place-since
SELECT place FROM record WHERE accepted >= ? ORDER BY accepted LIMIT 1;

-- name: first-in-lane
SELECT place FROM record WHERE lane = ? AND place >= ? ORDER BY place LIMIT 1;

-- name: commit
INSERT INTO progress (consumer, lane, next) VALUES (?, ?, ?)
ON CONFLICT (consumer, lane) DO UPDATE SET next = excluded.next;

-- name: committed
SELECT lane, next FROM progress WHERE consumer = ?;
