-- name: schema-1
CREATE TABLE run (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job     text   NOT NULL,
    due     bigint NOT NULL,
    started bigint NOT NULL,
    ended   bigint NOT NULL DEFAULT 0,
    outcome text   NOT NULL DEFAULT 'running',
    detail  text   NOT NULL DEFAULT '',
    holder  text   NOT NULL
);
CREATE INDEX run_of_job ON run (job, number);
CREATE TABLE plan (
    place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job text NOT NULL UNIQUE, title text NOT NULL, rhythm text NOT NULL, due bigint NOT NULL
);

-- name: hold
SELECT pg_try_advisory_lock(hashtext(current_schema()), hashtext(%s));

-- name: is-free
-- Taken and given back with the statement.
SELECT pg_try_advisory_xact_lock_shared(hashtext(current_schema()), hashtext(%s));

-- name: abandon
UPDATE run SET outcome = 'abandoned', detail = %s WHERE job = %s AND outcome = 'running';

-- name: since
SELECT EXISTS (SELECT FROM run WHERE job = %s AND number > %s);

-- name: begin
INSERT INTO run (job, due, started, holder) VALUES (%s, %s, %s, %s);

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
SELECT number, job, due, started, ended, outcome, detail, holder FROM run
WHERE job = %s ORDER BY number DESC LIMIT %s;

-- name: prune
DELETE FROM run WHERE outcome <> 'running' AND started < %s
AND number < (SELECT max(number) FROM run AS later WHERE later.job = run.job);
