-- name: schema-1
-- Entries, in a chain per tenant; the body is the deed as JSON, what is looked for stands beside it.
CREATE TABLE entry (
    tenant    TEXT    NOT NULL,
    number    INTEGER NOT NULL,
    accepted  INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    iteration TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    who       TEXT    NOT NULL,
    previous  TEXT    NOT NULL,
    digest    TEXT    NOT NULL,
    body      BLOB    NOT NULL,
    PRIMARY KEY (tenant, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX entry_by_record ON entry (accepted);
CREATE INDEX entry_by_iteration ON entry (tenant, iteration, number);
-- The verdicts among them, as a history.
CREATE TABLE verdict (
    tenant     TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    accepted   INTEGER NOT NULL,
    iteration  TEXT    NOT NULL,
    verdict    TEXT    NOT NULL,
    can_deploy INTEGER NOT NULL,
    dde        TEXT    NOT NULL,
    bdv        TEXT    NOT NULL,
    acc        TEXT    NOT NULL,
    PRIMARY KEY (tenant, at, accepted)
) WITHOUT ROWID;
CREATE TABLE head (tenant TEXT PRIMARY KEY, number INTEGER NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
-- How each subject stands, so that a deed can say how it stood before.
CREATE TABLE standing (
    tenant    TEXT NOT NULL,
    iteration TEXT NOT NULL,
    subject   TEXT NOT NULL,
    body      BLOB NOT NULL,
    PRIMARY KEY (tenant, iteration, subject)
) WITHOUT ROWID;
CREATE TABLE progress (
    consumer TEXT    NOT NULL,
    lane     TEXT    NOT NULL,
    next     INTEGER NOT NULL,
    PRIMARY KEY (consumer, lane)
) WITHOUT ROWID;

-- name: schema-2
-- What was told twice is entered once; deeds of no event have no such name.
CREATE INDEX entry_by_event ON entry (tenant, json_extract(CAST(body AS TEXT), '$.event_id'));

-- name: positions
SELECT lane, next FROM progress WHERE consumer = ?;

-- name: move
INSERT INTO progress (consumer, lane, next) VALUES (?, ?, ?)
ON CONFLICT (consumer, lane) DO UPDATE SET next = excluded.next;

-- name: is-entered
SELECT EXISTS (SELECT * FROM entry WHERE accepted = ?1) OR EXISTS (
    SELECT * FROM entry
    WHERE tenant = ?2 AND json_extract(CAST(body AS TEXT), '$.event_id') = ?3 AND kind = ?4 AND at = ?5
);

-- name: heads
SELECT tenant, number, digest FROM head;

-- name: standing
SELECT body FROM standing WHERE tenant = ? AND iteration = ? AND subject = ?;

-- name: add-entry
INSERT INTO entry (tenant, number, accepted, at, iteration, kind, who, previous, digest, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: add-verdict
INSERT INTO verdict (tenant, at, accepted, iteration, verdict, can_deploy, dde, bdv, acc)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: set-head
INSERT INTO head (tenant, number, digest) VALUES (?, ?, ?)
ON CONFLICT (tenant) DO UPDATE SET number = excluded.number, digest = excluded.digest;

-- name: set-standing
INSERT INTO standing (tenant, iteration, subject, body) VALUES (?, ?, ?, ?)
ON CONFLICT (tenant, iteration, subject) DO UPDATE SET body = excluded.body;

-- name: entries
SELECT number, previous, digest, body FROM entry
WHERE tenant = ?1 AND (?2 = '' OR iteration = ?2) AND (?3 = '' OR substr(kind, 1, length(?3)) = ?3)
  AND (?4 = '' OR who = ?4) AND (?5 IS NULL OR at >= ?5) AND (?6 IS NULL OR at < ?6)
  AND (?7 IS NULL OR number < ?7)
ORDER BY number DESC LIMIT ?8;

-- name: chain
SELECT number, previous, digest, body FROM entry WHERE tenant = ? AND number > ? ORDER BY number LIMIT ?;

-- name: judged
SELECT verdict, can_deploy, dde, bdv, acc, count(*) FROM verdict
WHERE tenant = ?1 AND at >= ?2 AND at < ?3 AND (?4 = '' OR iteration = ?4)
GROUP BY verdict, can_deploy, dde, bdv, acc ORDER BY verdict, can_deploy, dde, bdv, acc;

-- name: forget-verdicts
DELETE FROM verdict WHERE accepted < ?;

-- name: forget-entries
DELETE FROM entry WHERE accepted < ?;

-- name: empty
DELETE FROM entry;
DELETE FROM verdict;
DELETE FROM head;
DELETE FROM standing;
DELETE FROM progress;

-- name: ping
SELECT count(*) FROM progress WHERE consumer = '';
