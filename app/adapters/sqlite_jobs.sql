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

-- name: schema-2
CREATE TABLE numbered (
    number  INTEGER PRIMARY KEY,
    job     TEXT    NOT NULL,
    due     INTEGER NOT NULL,
    started INTEGER NOT NULL,
    ended   INTEGER NOT NULL DEFAULT 0,
    outcome TEXT    NOT NULL DEFAULT 'running',
    detail  TEXT    NOT NULL DEFAULT '',
    holder  TEXT    NOT NULL
);
INSERT INTO numbered (job, due, started, ended, outcome, detail, holder)
SELECT job, due, started, ended, outcome, detail, holder FROM run ORDER BY started, due;
DROP TABLE run;
ALTER TABLE numbered RENAME TO run;
CREATE INDEX run_of_job ON run (job, number);

-- name: abandon
UPDATE run SET outcome = 'abandoned', detail = ?2 WHERE job = ?1 AND outcome = 'running';

-- name: since
SELECT count(*) FROM run WHERE job = ?1 AND number > ?2;

-- name: begin
INSERT INTO run (job, due, started, holder) VALUES (?, ?, ?, ?);

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
SELECT number, job, due, started, ended, outcome, detail, holder FROM run
WHERE job = ? ORDER BY number DESC LIMIT ?;

-- name: prune
DELETE FROM run WHERE outcome <> 'running' AND started < ?1
AND number < (SELECT max(number) FROM run AS later WHERE later.job = run.job);

-- name: ping
SELECT count(*) FROM plan;
