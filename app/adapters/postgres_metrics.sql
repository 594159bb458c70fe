-- name: schema-1
-- A line is one measure of one iteration.
CREATE TABLE line (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant    text NOT NULL,
    iteration text NOT NULL,
    measure   text NOT NULL,
    UNIQUE (tenant, iteration, measure)
);
CREATE TABLE progress (
    consumer text NOT NULL,
    lane     text NOT NULL,
    next     bigint NOT NULL,
    PRIMARY KEY (consumer, lane)
);
-- Figures per stretch of time, and the stretches of five minutes in which samples came since they were worked out.
CREATE TABLE rollup (
    line   bigint NOT NULL,
    width  interval NOT NULL,
    start  timestamptz NOT NULL,
    count  bigint NOT NULL,
    low    double precision NOT NULL,
    high   double precision NOT NULL,
    mean   double precision NOT NULL,
    last   double precision NOT NULL,
    PRIMARY KEY (line, width, start)
);
CREATE TABLE changed (
    line  bigint NOT NULL,
    start timestamptz NOT NULL,
    times bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (line, start)
);

-- Samples.
SELECT make_over_time('sample', $$
    line bigint NOT NULL, at timestamptz NOT NULL, value double precision NOT NULL, PRIMARY KEY (line, at)
$$, 'at', interval '7 days', interval '7 days', 'line', 'at DESC');

-- What people and dashboards read.
CREATE VIEW measure AS
SELECT l.tenant, l.iteration, l.measure, s.at, s.value FROM sample AS s JOIN line AS l ON l.id = s.line;
CREATE VIEW measure_rolled_up AS
SELECT l.tenant, l.iteration, l.measure, r.width, r.start, r.count, r.low, r.high, r.mean, r.last
FROM rollup AS r JOIN line AS l ON l.id = r.line;

-- name: schema-2
-- What is worked out lies over time too; percentiles per hour, over all iterations of a tenant.
DROP FUNCTION IF EXISTS make_room(timestamptz);
DROP VIEW measure_rolled_up;
ALTER TABLE rollup RENAME TO rolled_up_before;
ALTER INDEX rollup_pkey RENAME TO rolled_up_before_pkey;
SELECT make_over_time('rollup', $$
    line   bigint NOT NULL,
    width  interval NOT NULL,
    start  timestamptz NOT NULL,
    count  bigint NOT NULL,
    low    double precision NOT NULL,
    high   double precision NOT NULL,
    mean   double precision NOT NULL,
    last   double precision NOT NULL,
    PRIMARY KEY (line, width, start)
$$, 'start', interval '30 days', interval '14 days', 'line, width', 'start DESC');
SELECT make_over_time('spread', $$
    tenant  text NOT NULL,
    measure text NOT NULL,
    start   timestamptz NOT NULL,
    count   bigint NOT NULL,
    low     double precision NOT NULL,
    p50     double precision NOT NULL,
    p75     double precision NOT NULL,
    p90     double precision NOT NULL,
    p95     double precision NOT NULL,
    p99     double precision NOT NULL,
    high    double precision NOT NULL,
    PRIMARY KEY (tenant, measure, start)
$$, 'start', interval '30 days', interval '14 days', 'tenant, measure', 'start DESC');
CREATE INDEX line_by_measure ON line (tenant, measure);

SELECT make_room('rollup', month), make_room('spread', month) FROM (
    SELECT DISTINCT date_trunc('month', start, 'UTC') AS month FROM rolled_up_before
    UNION SELECT DISTINCT date_trunc('month', at, 'UTC') FROM sample) AS months;
INSERT INTO rollup SELECT * FROM rolled_up_before;
DROP TABLE rolled_up_before;
INSERT INTO changed (line, start) SELECT DISTINCT line, date_bin('5 minutes', at, 'epoch') FROM sample
ON CONFLICT (line, start) DO UPDATE SET times = changed.times + 1;

CREATE VIEW measure_rolled_up AS
SELECT l.tenant, l.iteration, l.measure, r.width, r.start, r.count, r.low, r.high, r.mean, r.last
FROM rollup AS r JOIN line AS l ON l.id = r.line;
CREATE VIEW measure_percentiles AS
SELECT tenant, measure, start, count, low, p50, p75, p90, p95, p99, high FROM spread;

-- name: schema-3
-- The hours of a tenant's measures in which samples came since their percentiles were worked out: a reader finds them
-- at one place, however many lines the tenant has.
CREATE TABLE changed_hour (
    tenant  text NOT NULL,
    measure text NOT NULL,
    start   timestamptz NOT NULL,
    times   bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, measure, start)
);
INSERT INTO changed_hour (tenant, measure, start)
SELECT DISTINCT l.tenant, l.measure, date_bin('1 hour', c.start, 'epoch') FROM changed AS c JOIN line AS l ON l.id = c.line;

-- name: make-room
SELECT make_room('sample', moment(at)), make_room('rollup', moment(at)), make_room('spread', moment(at))
FROM unnest(%s::bigint[]) AS at;

-- name: add-lines
INSERT INTO line (tenant, iteration, measure)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) AS asked (tenant, iteration, measure)
ORDER BY 1, 2, 3
ON CONFLICT DO NOTHING;

-- name: lines
SELECT l.tenant, l.iteration, l.measure, l.id FROM line AS l
JOIN unnest(%s::text[], %s::text[], %s::text[]) AS asked (tenant, iteration, measure)
    USING (tenant, iteration, measure);

-- name: stage
CREATE TEMPORARY TABLE staged (line bigint, at bigint, value double precision) ON COMMIT DROP;

-- name: fill
COPY staged (line, at, value) FROM STDIN (FORMAT BINARY);

-- name: add-samples
INSERT INTO sample (line, at, value) SELECT line, moment(at), value FROM staged ORDER BY line, at
ON CONFLICT (line, at) DO UPDATE SET value = excluded.value;

-- name: note-changes
-- An existing mark is written too: that locks it, so that no roll-up takes it away before these samples are seen.
INSERT INTO changed (line, start)
SELECT DISTINCT line, date_bin('5 minutes', moment(at), 'epoch') FROM staged ORDER BY 1, 2
ON CONFLICT (line, start) DO UPDATE SET times = changed.times + 1;

-- name: note-hours
INSERT INTO changed_hour (tenant, measure, start)
SELECT DISTINCT l.tenant, l.measure, date_bin('1 hour', moment(s.at), 'epoch')
FROM staged AS s JOIN line AS l ON l.id = s.line ORDER BY 1, 2, 3
ON CONFLICT (tenant, measure, start) DO UPDATE SET times = changed_hour.times + 1;

-- name: move
INSERT INTO progress (consumer, lane, next) SELECT %s, * FROM unnest(%s::text[], %s::bigint[]) AS moved (lane, next)
ORDER BY lane
ON CONFLICT (consumer, lane) DO UPDATE SET next = excluded.next;

-- name: positions
SELECT lane, next FROM progress WHERE consumer = %s;

-- name: series
SELECT ms(at), value FROM sample
WHERE line = (SELECT id FROM line WHERE tenant = %s AND iteration = %s AND measure = %s)
  AND at >= moment(%s) AND at < moment(%s)
ORDER BY at;

-- name: measures
SELECT measure FROM line WHERE tenant = %s AND iteration = %s ORDER BY measure COLLATE "C";

-- name: one-at-a-time
-- Two that work out the same stretch over different samples would overwrite each other.
SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.roll-up'));

-- name: take-changes
-- Marks that a writer holds just now are left for the next time.
CREATE TEMPORARY TABLE taken ON COMMIT DROP AS
SELECT line, start FROM changed FOR UPDATE SKIP LOCKED;

-- name: know-changes
ANALYZE taken;

-- name: forget-changes
DELETE FROM changed USING taken WHERE changed.line = taken.line AND changed.start = taken.start;

-- name: take-hours
CREATE TEMPORARY TABLE taken_hour ON COMMIT DROP AS
SELECT tenant, measure, start FROM changed_hour FOR UPDATE SKIP LOCKED;

-- name: forget-hours
DELETE FROM changed_hour AS c USING taken_hour AS t
WHERE c.tenant = t.tenant AND c.measure = t.measure AND c.start = t.start;

-- name: roll-up
-- The mean is taken in order of time: sums of floating point depend on their order.
INSERT INTO rollup (line, width, start, count, low, high, mean, last)
SELECT s.line, %(width)s, b.start, count(*), min(s.value), max(s.value),
       avg(s.value ORDER BY s.at),
       (array_agg(s.value ORDER BY s.at DESC))[1]
FROM (SELECT DISTINCT line, date_bin(%(width)s, start, 'epoch') AS start FROM taken) AS b
JOIN sample AS s ON s.line = b.line AND s.at >= b.start AND s.at < b.start + %(width)s
GROUP BY s.line, b.start
ON CONFLICT (line, width, start) DO UPDATE SET
    count = excluded.count, low = excluded.low, high = excluded.high, mean = excluded.mean, last = excluded.last
-- Samples are replaced and never taken away but by age: what was worked out over more of them stays.
WHERE excluded.count >= rollup.count;

-- name: spread
INSERT INTO spread (tenant, measure, start, count, low, p50, p75, p90, p95, p99, high)
SELECT b.tenant, b.measure, b.start, f.count, f.low, f.p[1], f.p[2], f.p[3], f.p[4], f.p[5], f.high
FROM taken_hour AS b CROSS JOIN LATERAL (
    SELECT count(*) AS count, min(s.value) AS low, max(s.value) AS high,
           percentile_disc(%(parts)s::float8[]) WITHIN GROUP (ORDER BY s.value) AS p
    FROM line AS l JOIN sample AS s ON s.line = l.id AND s.at >= b.start AND s.at < b.start + interval '1 hour'
    WHERE l.tenant = b.tenant AND l.measure = b.measure) AS f
WHERE f.count > 0
ON CONFLICT (tenant, measure, start) DO UPDATE SET
    count = excluded.count, low = excluded.low, p50 = excluded.p50, p75 = excluded.p75, p90 = excluded.p90,
    p95 = excluded.p95, p99 = excluded.p99, high = excluded.high
WHERE excluded.count >= spread.count;

-- name: spreads
-- Hours in which samples came since they were worked out are worked out now, from the samples: hour by hour, so that no
-- plan ever reads all samples where few hours changed.
WITH fresh AS (
    SELECT d.start, f.count, f.low, f.p, f.high
    FROM changed_hour AS d CROSS JOIN LATERAL (
        SELECT count(*) AS count, min(s.value) AS low, max(s.value) AS high,
               percentile_disc(%(parts)s::float8[]) WITHIN GROUP (ORDER BY s.value) AS p
        FROM line AS l JOIN sample AS s ON s.line = l.id AND s.at >= d.start AND s.at < d.start + interval '1 hour'
        WHERE l.tenant = %(tenant)s AND l.measure = %(measure)s) AS f
    WHERE d.tenant = %(tenant)s AND d.measure = %(measure)s
      AND d.start >= moment(%(start)s) AND d.start < moment(%(end)s) AND f.count > 0),
found AS (
    SELECT start, count, low, p50, p75, p90, p95, p99, high, false AS is_fresh FROM spread
    WHERE tenant = %(tenant)s AND measure = %(measure)s AND start >= moment(%(start)s) AND start < moment(%(end)s)
    UNION ALL SELECT start, count, low, p[1], p[2], p[3], p[4], p[5], high, true FROM fresh)
SELECT DISTINCT ON (start) ms(start), count, low, p50, p75, p90, p95, p99, high FROM found
ORDER BY start, count DESC, is_fresh DESC;

-- name: known-to
SELECT DISTINCT measure COLLATE "C" AS measure FROM line WHERE tenant = %s ORDER BY measure;

-- name: retain
SELECT keep_for('sample', %(raw)s, %(today)s) + keep_for('rollup', %(rolled)s, %(today)s)
     + keep_for('spread', %(rolled)s, %(today)s);

-- name: rolled-up
SELECT ms(start), count, low, high, mean, last FROM rollup
WHERE line = (SELECT id FROM line WHERE tenant = %s AND iteration = %s AND measure = %s)
  AND width = %s AND start >= moment(%s) AND start < moment(%s)
ORDER BY start;
