-- name: schema-1
CREATE TABLE run (
    job     text   NOT NULL,
    due     bigint NOT NULL,
    started bigint NOT NULL,
    ended   bigint NOT NULL DEFAULT 0,
    outcome text   NOT NULL DEFAULT 'running',
    detail  text   NOT NULL DEFAULT '',
    holder  text   NOT NULL,
    until   bigint NOT NULL,
    PRIMARY KEY (job, due)
);
CREATE TABLE plan (
    place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job text NOT NULL UNIQUE, title text NOT NULL, rhythm text NOT NULL, due bigint NOT NULL
);

-- name: alone
-- Whoever claims a job asks and writes before the next one asks.
SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.' || %s));

-- name: abandon
UPDATE run SET outcome = 'abandoned', ended = until, detail = 'its scheduler ended before it did'
WHERE job = %s AND outcome = 'running' AND until <= %s;

-- name: taken
SELECT EXISTS (SELECT FROM run WHERE job = %s AND (outcome = 'running' OR due >= %s));

-- name: begin
INSERT INTO run (job, due, started, holder, until) VALUES (%s, %s, %s, %s, %s);

-- name: renew
UPDATE run SET until = %s WHERE job = %s AND holder = %s AND outcome = 'running';

-- name: finish
UPDATE run SET ended = %s, outcome = %s, detail = %s WHERE job = %s AND holder = %s AND outcome = 'running';

-- name: plan
INSERT INTO plan (job, title, rhythm, due) VALUES (%s, %s, %s, %s)
ON CONFLICT (job) DO UPDATE SET title = excluded.title, rhythm = excluded.rhythm, due = excluded.due;

-- name: planned
SELECT job, title, rhythm, due FROM plan ORDER BY place;

-- name: unplan
DELETE FROM plan WHERE job = %s;

-- name: runs
SELECT job, due, started, ended, outcome, detail, holder FROM run WHERE job = %s ORDER BY due DESC LIMIT %s;

-- name: prune
DELETE FROM run
WHERE outcome <> 'running' AND ended < %s AND due < (SELECT max(due) FROM run AS later WHERE later.job = run.job);
