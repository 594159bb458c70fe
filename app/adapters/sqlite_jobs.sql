-- name: schema-1
CREATE TABLE run (
    job     TEXT    NOT NULL,
    due     INTEGER NOT NULL,
    started INTEGER NOT NULL,
    ended   INTEGER NOT NULL DEFAULT 0,
    outcome TEXT    NOT NULL DEFAULT 'running',
    detail  TEXT    NOT NULL DEFAULT '',
    holder  TEXT    NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (job, due)
) WITHOUT ROWID;
CREATE TABLE plan (
    place INTEGER PRIMARY KEY, job TEXT NOT NULL UNIQUE, title TEXT NOT NULL, rhythm TEXT NOT NULL, due INTEGER NOT NULL
);

-- name: abandon
UPDATE run SET outcome = 'abandoned', ended = until, detail = 'its scheduler ended before it did'
WHERE job = ?1 AND outcome = 'running' AND until <= ?2;

-- name: taken
SELECT count(*) FROM run WHERE job = ?1 AND (outcome = 'running' OR due >= ?2);

-- name: begin
INSERT INTO run (job, due, started, holder, until) VALUES (?, ?, ?, ?, ?);

-- name: renew
UPDATE run SET until = ?3 WHERE job = ?1 AND holder = ?2 AND outcome = 'running';

-- name: finish
UPDATE run SET ended = ?3, outcome = ?4, detail = ?5 WHERE job = ?1 AND holder = ?2 AND outcome = 'running';

-- name: plan
INSERT INTO plan (job, title, rhythm, due) VALUES (?, ?, ?, ?)
ON CONFLICT (job) DO UPDATE SET title = excluded.title, rhythm = excluded.rhythm, due = excluded.due;

-- name: planned
SELECT job, title, rhythm, due FROM plan ORDER BY place;

-- name: unplan
DELETE FROM plan WHERE job = ?;

-- name: runs
SELECT job, due, started, ended, outcome, detail, holder FROM run WHERE job = ? ORDER BY due DESC LIMIT ?;

-- name: prune
DELETE FROM run
WHERE outcome <> 'running' AND ended < ?1 AND due < (SELECT max(due) FROM run AS later WHERE later.job = run.job);

-- name: ping
SELECT count(*) FROM plan;
