-- name: schema
CREATE TABLE scope(
  ord INTEGER PRIMARY KEY, tenant TEXT NOT NULL, iteration TEXT NOT NULL, events INTEGER NOT NULL DEFAULT 0,
  first_valid INTEGER NOT NULL DEFAULT 0, last_valid INTEGER NOT NULL DEFAULT 0,
  last_accepted INTEGER NOT NULL DEFAULT 0, UNIQUE(tenant, iteration)) STRICT;
CREATE TABLE entry(
  seq INTEGER PRIMARY KEY, scope INTEGER NOT NULL, key TEXT NOT NULL, accepted INTEGER NOT NULL,
  valid_at INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE(scope, key)) STRICT;
CREATE INDEX entry_by_time ON entry(scope, valid_at, accepted);
CREATE TABLE position(consumer TEXT, part TEXT, next INTEGER NOT NULL, PRIMARY KEY(consumer, part)) STRICT, WITHOUT ROWID;
CREATE TABLE outbox(number INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL) STRICT;

-- name: add-scope
INSERT OR IGNORE INTO scope(tenant, iteration) VALUES (?, ?)

-- name: find-scope
SELECT ord FROM scope WHERE tenant = ? AND iteration = ?

-- name: add-entry
INSERT OR IGNORE INTO entry(scope, key, accepted, valid_at, body) VALUES (?, ?, ?, ?, ?)

-- name: grow-scope
UPDATE scope SET
  first_valid = CASE WHEN events = 0 THEN ?2 ELSE min(first_valid, ?2) END,
  last_valid = CASE WHEN events = 0 THEN ?3 ELSE max(last_valid, ?3) END,
  last_accepted = CASE WHEN events = 0 THEN ?4 ELSE max(last_accepted, ?4) END,
  events = events + ?5
WHERE ord = ?1

-- name: scopes
SELECT tenant, iteration, events, first_valid, last_valid, events, last_accepted
FROM scope WHERE events > 0 ORDER BY tenant, iteration

-- name: entries
SELECT body FROM entry WHERE scope = ? ORDER BY accepted, seq

-- name: entries-as-they-came
SELECT body FROM entry WHERE scope = ? ORDER BY seq

-- name: around
SELECT body FROM entry WHERE scope = ? AND valid_at >= ? AND valid_at < ? AND accepted <= ?
ORDER BY valid_at DESC, accepted DESC, seq DESC LIMIT ?

-- name: revision
SELECT coalesce(max(events), 0) FROM scope WHERE tenant = ? AND iteration = ?

-- name: revision-of-all
SELECT coalesce(sum(events), 0) FROM scope

-- name: positions
SELECT part, next FROM position WHERE consumer = ?

-- name: set-position
INSERT INTO position VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET next = excluded.next

-- name: outbox
SELECT number, topic, key, value FROM outbox ORDER BY number LIMIT ?

-- name: add-to-outbox
INSERT INTO outbox(topic, key, value) VALUES (?, ?, ?)

-- name: sent
DELETE FROM outbox WHERE number = ?
