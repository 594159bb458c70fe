-- name: schema
CREATE TABLE secret(coefficients BLOB NOT NULL) STRICT;
CREATE TABLE scope(
  ord INTEGER PRIMARY KEY, tenant TEXT NOT NULL, iteration TEXT NOT NULL, events INTEGER NOT NULL DEFAULT 0,
  first_valid INTEGER NOT NULL DEFAULT 0, last_valid INTEGER NOT NULL DEFAULT 0,
  last_accepted INTEGER NOT NULL DEFAULT -1, UNIQUE(tenant, iteration)) STRICT;
CREATE TABLE position(
  consumer TEXT, part TEXT, next INTEGER NOT NULL, PRIMARY KEY(consumer, part)) STRICT, WITHOUT ROWID;
CREATE TABLE outbox(
  number INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL) STRICT;
-- The journal: every entry as it came. `top` is the greatest acceptance so far in the scope.
CREATE TABLE chunk(
  id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, lo INTEGER NOT NULL, top INTEGER NOT NULL,
  vlo INTEGER NOT NULL, vhi INTEGER NOT NULL,
  accepted BLOB NOT NULL, touched BLOB NOT NULL, offsets BLOB NOT NULL, body BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX chunk_by_seq ON chunk(scope, lo);
CREATE INDEX chunk_by_top ON chunk(scope, top, lo);
CREATE INDEX chunk_by_time ON chunk(scope, vlo, vhi, lo);
-- Entries whose valid time lies far from that of their neighbours, and those accepted out of turn.
CREATE TABLE stray(
  scope INTEGER, valid_at INTEGER, seq INTEGER, PRIMARY KEY(scope, valid_at, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE out_of_turn(
  scope INTEGER, seq INTEGER, accepted INTEGER NOT NULL, entities BLOB NOT NULL,
  PRIMARY KEY(scope, seq)) STRICT, WITHOUT ROWID;
-- Which entries speak of an entity: per bucket of neighbouring entities, one row per sealed stretch.
CREATE TABLE touch(
  scope INTEGER, bucket INTEGER, upto INTEGER, pairs BLOB NOT NULL,
  PRIMARY KEY(scope, bucket, upto)) STRICT, WITHOUT ROWID;
CREATE TABLE key_run(
  id INTEGER PRIMARY KEY AUTOINCREMENT, level INTEGER NOT NULL, hashes BLOB NOT NULL) STRICT;
-- What the registers are called, and what they can hold.
CREATE TABLE name(code INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE word(lo INTEGER PRIMARY KEY, vals BLOB NOT NULL) STRICT;
CREATE TABLE entity(
  scope INTEGER, lo INTEGER, names BLOB NOT NULL, PRIMARY KEY(scope, lo)) STRICT, WITHOUT ROWID;
CREATE TABLE cell(
  scope INTEGER, lo INTEGER, pairs BLOB NOT NULL, PRIMARY KEY(scope, lo)) STRICT, WITHOUT ROWID;
CREATE TABLE odd(scope INTEGER, entity INTEGER, PRIMARY KEY(scope, entity)) STRICT, WITHOUT ROWID;
-- Statements in columns, and the state of all registers at the end of each window of valid time.
CREATE TABLE run(
  id INTEGER PRIMARY KEY AUTOINCREMENT, scope INTEGER NOT NULL, place INTEGER NOT NULL,
  level INTEGER NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, earliest INTEGER NOT NULL,
  body BLOB NOT NULL) STRICT;
CREATE INDEX run_by_place ON run(scope, place, lo, hi, earliest);
CREATE TABLE frame(
  id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, win INTEGER NOT NULL, upto INTEGER NOT NULL,
  seq INTEGER NOT NULL, body BLOB NOT NULL, written BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX frame_by_time ON frame(scope, upto, win, seq);

-- name: set-secret
INSERT INTO secret VALUES (?)

-- name: secret
SELECT coefficients FROM secret

-- name: add-scope
INSERT OR IGNORE INTO scope(tenant, iteration) VALUES (?, ?)

-- name: find-scope
SELECT ord, events FROM scope WHERE tenant = ? AND iteration = ?

-- name: scope
SELECT events, last_accepted FROM scope WHERE ord = ?

-- name: grow-scope
UPDATE scope SET
  first_valid = CASE WHEN events = 0 THEN ?2 ELSE min(first_valid, ?2) END,
  last_valid = CASE WHEN events = 0 THEN ?3 ELSE max(last_valid, ?3) END,
  last_accepted = max(last_accepted, ?4), events = events + ?5
WHERE ord = ?1

-- name: scopes
SELECT tenant, iteration, events, first_valid, last_valid, events, last_accepted
FROM scope WHERE events > 0 ORDER BY tenant, iteration

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

-- name: add-chunk
INSERT INTO chunk(scope, lo, top, vlo, vhi, accepted, touched, offsets, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: chunks
SELECT lo, offsets, body FROM chunk WHERE scope = ? AND lo >= ? ORDER BY lo

-- name: chunk-of
SELECT lo, offsets, body FROM chunk WHERE scope = ? AND lo <= ? ORDER BY lo DESC LIMIT 1

-- name: touched-since
SELECT touched FROM chunk WHERE scope = ? AND lo >= ? ORDER BY lo

-- name: told
SELECT lo, accepted, touched FROM chunk WHERE scope = ? ORDER BY lo

-- name: first-later-chunk
SELECT lo, accepted FROM chunk WHERE scope = ? AND top > ? ORDER BY top, lo LIMIT 1

-- name: chunks-around
SELECT vhi, lo FROM chunk WHERE scope = ?1 AND vlo < ?3 AND vhi >= ?2 ORDER BY vhi DESC

-- name: add-stray
INSERT INTO stray VALUES (?, ?, ?)

-- name: strays-around
SELECT seq FROM stray WHERE scope = ?1 AND valid_at >= ?2 AND valid_at < ?3

-- name: add-out-of-turn
INSERT INTO out_of_turn VALUES (?, ?, ?, ?)

-- name: out-of-turn
SELECT entities FROM out_of_turn WHERE scope = ? AND seq > ? AND accepted <= ?

-- name: any-out-of-turn
SELECT EXISTS (SELECT 1 FROM out_of_turn WHERE scope = ?)

-- name: add-touch
INSERT INTO touch VALUES (?, ?, ?, ?)

-- name: touch
SELECT pairs FROM touch WHERE scope = ? AND bucket = ? ORDER BY upto

-- name: touched-upto
SELECT coalesce(max(seq), 0) FROM frame WHERE scope = ?

-- name: key-runs
SELECT id, level, hashes FROM key_run ORDER BY id

-- name: add-key-run
INSERT INTO key_run VALUES (?, ?, ?)

-- name: drop-key-run
DELETE FROM key_run WHERE id = ?

-- name: names
SELECT name, code FROM name

-- name: add-name
INSERT INTO name(code, name) VALUES (?, ?)

-- name: words-before
SELECT lo, vals FROM word WHERE lo <= ? ORDER BY lo DESC LIMIT 1

-- name: add-words
INSERT INTO word VALUES (?, ?)

-- name: last-words
SELECT lo, vals FROM word ORDER BY lo DESC LIMIT ?

-- name: entities
SELECT lo, names FROM entity WHERE scope = ? AND lo >= ? ORDER BY lo

-- name: add-entities
INSERT INTO entity VALUES (?, ?, ?)

-- name: cells
SELECT lo, pairs FROM cell WHERE scope = ? AND lo >= ? ORDER BY lo

-- name: add-cells
INSERT INTO cell VALUES (?, ?, ?)

-- name: odd
SELECT entity FROM odd WHERE scope = ?

-- name: add-odd
INSERT OR IGNORE INTO odd VALUES (?, ?)

-- name: add-run
INSERT INTO run(scope, place, level, lo, hi, earliest, body) VALUES (?, ?, ?, ?, ?, ?, ?)

-- name: runs-to-merge
SELECT id, body FROM run WHERE scope = ? AND place = ? AND level = ? ORDER BY lo

-- name: drop-run
DELETE FROM run WHERE id = ?

-- name: run-levels
SELECT place, level, count(*) FROM run WHERE scope = ? GROUP BY place, level

-- name: corrections
SELECT body FROM run WHERE scope = ? AND place = ? AND lo <= ?

-- name: runs-between
SELECT id, level, hi FROM run WHERE scope = ?1 AND place > ?2 AND place <= ?3 AND lo <= ?4 AND earliest <= ?5
ORDER BY place, lo

-- name: run-body
SELECT body FROM run WHERE id = ?

-- name: add-frame
INSERT INTO frame(scope, win, upto, seq, body, written) VALUES (?, ?, ?, ?, ?, ?)

-- name: frame-at
SELECT id, win FROM frame WHERE scope = ? AND upto <= ? AND seq <= ? AND length(body) > 0 ORDER BY upto DESC LIMIT 1

-- name: window-of
SELECT win FROM frame WHERE scope = ? AND upto >= ? ORDER BY upto LIMIT 1

-- name: thin
-- A frame only spares reading the windows before it: of older ones every n-th is enough, the newest of each scope stay.
UPDATE frame SET body = x'' WHERE length(body) > 0 AND upto < ?1 AND win % ?2 <> 0
  AND win + ?3 < (SELECT max(win) FROM frame AS newer WHERE newer.scope = frame.scope)

-- name: frame-body
SELECT body FROM frame WHERE id = ?

-- name: frame-count
SELECT count(*) FROM frame WHERE scope = ?

-- name: frames
SELECT win, upto, seq, written FROM frame WHERE scope = ? ORDER BY win
