-- name: schema-1
-- The log grows at its end only: acceptances grow strictly, so they order the table.
CREATE TABLE record (
    accepted INTEGER PRIMARY KEY,
    lane     INTEGER NOT NULL,      -- the partition, as a number over all topics
    place    INTEGER NOT NULL,      -- the offset, counted within the partition
    key      TEXT    NOT NULL,
    value    BLOB    NOT NULL
);
CREATE UNIQUE INDEX record_by_lane ON record (lane, place);
-- Where each partition ends; kept apart from the records because old ones may be taken away.
CREATE TABLE lane_end (
    lane     INTEGER PRIMARY KEY,
    next     INTEGER NOT NULL,      -- the position after the last record
    accepted INTEGER NOT NULL       -- the acceptance of the last record
);
CREATE TABLE progress (
    consumer TEXT    NOT NULL,
    lane     TEXT    NOT NULL,
    next     INTEGER NOT NULL,
    PRIMARY KEY (consumer, lane)
) WITHOUT ROWID;

-- name: last-accepted
SELECT coalesce(max(accepted), 0) FROM lane_end;

-- name: add
INSERT INTO record (accepted, lane, place, key, value) VALUES (?, ?, ?, ?, ?);

-- name: end-lane
INSERT INTO lane_end (lane, next, accepted) VALUES (?, ?, ?)
ON CONFLICT (lane) DO UPDATE SET next = excluded.next, accepted = excluded.accepted;

-- name: ends
SELECT lane, next FROM lane_end;

-- name: follow
-- One partition from a position on; the rows of several are merged by acceptance.
SELECT accepted, lane, place, key, value FROM record WHERE lane = ? AND place >= ? ORDER BY place;

-- name: accepted-at
SELECT accepted FROM record WHERE lane = ? AND place = ?;

-- name: commit
INSERT INTO progress (consumer, lane, next) VALUES (?, ?, ?)
ON CONFLICT (consumer, lane) DO UPDATE SET next = excluded.next;

-- name: committed
SELECT lane, next FROM progress WHERE consumer = ?;

-- name: trim
DELETE FROM record WHERE lane = ? AND place < ?;
