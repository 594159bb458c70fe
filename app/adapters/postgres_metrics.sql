-- name: schema-1
-- Milliseconds since 1970 to a moment; what lies beyond every moment is infinity.
CREATE FUNCTION moment(ms bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    CASE WHEN ms > 4102444800000 THEN timestamptz 'infinity'
         ELSE timestamptz 'epoch' + ms * interval '1 millisecond' END;
CREATE FUNCTION ms(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    (extract(epoch FROM at) * 1000)::bigint;

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

-- Samples: a hypertable where TimescaleDB is installed, else partitions of a month, made when they are needed.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN
        CREATE TABLE sample (
            line bigint NOT NULL, at timestamptz NOT NULL, value double precision NOT NULL, PRIMARY KEY (line, at));
        PERFORM create_hypertable('sample', 'at', chunk_time_interval => interval '30 days');
    ELSE
        CREATE TABLE sample (
            line bigint NOT NULL, at timestamptz NOT NULL, value double precision NOT NULL, PRIMARY KEY (line, at)
        ) PARTITION BY RANGE (at);
    END IF;
END $$;
CREATE FUNCTION make_room(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    start timestamptz := date_trunc('month', at, 'UTC');
    name  text := 'sample_' || to_char(start AT TIME ZONE 'UTC', 'YYYY_MM');
BEGIN
    IF EXISTS (SELECT FROM pg_partitioned_table WHERE partrelid = 'sample'::regclass) AND to_regclass(name) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext(current_schema() || '.sample'));
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF sample FOR VALUES FROM (%L) TO (%L)',
                       name, start, start + interval '1 month');
    END IF;
END $$;

-- What people and dashboards read.
CREATE VIEW measure AS
SELECT l.tenant, l.iteration, l.measure, s.at, s.value FROM sample AS s JOIN line AS l ON l.id = s.line;
CREATE VIEW measure_rolled_up AS
SELECT l.tenant, l.iteration, l.measure, r.width, r.start, r.count, r.low, r.high, r.mean, r.last
FROM rollup AS r JOIN line AS l ON l.id = r.line;

-- name: make-room
SELECT make_room(moment(at)) FROM unnest(%s::bigint[]) AS at;

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

-- name: take-changes
-- Marks that a writer holds just now are left for the next time.
CREATE TEMPORARY TABLE taken ON COMMIT DROP AS
SELECT line, start FROM changed FOR UPDATE SKIP LOCKED;

-- name: forget-changes
DELETE FROM changed USING taken WHERE changed.line = taken.line AND changed.start = taken.start;

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
    count = excluded.count, low = excluded.low, high = excluded.high, mean = excluded.mean, last = excluded.last;

-- name: rolled-up
SELECT ms(start), count, low, high, mean, last FROM rollup
WHERE line = (SELECT id FROM line WHERE tenant = %s AND iteration = %s AND measure = %s)
  AND width = %s AND start >= moment(%s) AND start < moment(%s)
ORDER BY start;
