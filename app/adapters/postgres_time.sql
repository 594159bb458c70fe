-- name: moments
-- Milliseconds since 1970 to a moment; what lies beyond every moment is infinity.
CREATE OR REPLACE FUNCTION moment(ms bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    CASE WHEN ms > 4102444800000 THEN timestamptz 'infinity'
         ELSE timestamptz 'epoch' + ms * interval '1 millisecond' END;
CREATE OR REPLACE FUNCTION ms(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    (extract(epoch FROM at) * 1000)::bigint;

-- name: tables
-- Tables of what happens over time: hypertables where TimescaleDB is, else partitions of a month.

-- The schema of TimescaleDB's functions, null where it is not. Where its library is loaded and the extension was not
-- made yet, it is made, if we may.
CREATE OR REPLACE FUNCTION timescale() RETURNS name LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('timescaledb.disable_load', true) IS NOT NULL
       AND NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN
        BEGIN
            CREATE EXTENSION IF NOT EXISTS timescaledb SCHEMA public;
        EXCEPTION WHEN OTHERS THEN
            RAISE NOTICE 'goes on without TimescaleDB: %', SQLERRM;
        END;
    END IF;
    RETURN (SELECT n.nspname FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
            WHERE e.extname = 'timescaledb');
END $$;
CREATE OR REPLACE FUNCTION has_policies() RETURNS boolean LANGUAGE sql AS $$
    SELECT coalesce(current_setting('timescaledb.license', true), '') = 'timescale'
       AND EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb')
$$;

-- Make a table with these columns that is spread over the time in the column ``at``. What is older than
-- ``compressed`` is compressed, if TimescaleDB may: it lies together by ``together``, in order of ``ordered``.
CREATE OR REPLACE FUNCTION make_over_time(
    name text, columns text, at name, stretch interval, compressed interval, together text, ordered text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    home name := timescale();
BEGIN
    IF home IS NULL THEN
        EXECUTE format('CREATE TABLE %I (%s) PARTITION BY RANGE (%I)', name, columns, at);
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE %I (%s)', name, columns);
    EXECUTE format('SELECT %I.create_hypertable(%L::regclass, %L::name, chunk_time_interval => %L::interval, '
                   'create_default_indexes => false, if_not_exists => true, migrate_data => true)',
                   home, quote_ident(name), at, stretch);
    IF has_policies() THEN
        EXECUTE format('ALTER TABLE %I SET (timescaledb.compress, timescaledb.compress_segmentby = %L, '
                       'timescaledb.compress_orderby = %L)', name, together, ordered);
        EXECUTE format('SELECT %I.add_compression_policy(%L::regclass, %L::interval, if_not_exists => true, '
                       'initial_start => now() + interval ''1 day'')', home, quote_ident(name), compressed);
    END IF;
END $$;

-- The partition of the month that holds the moment; hypertables make theirs themselves.
CREATE OR REPLACE FUNCTION make_room(name text, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    start timestamptz := date_trunc('month', at, 'UTC');
    part  text := name || '_' || to_char(start AT TIME ZONE 'UTC', 'YYYY_MM');
BEGIN
    IF to_regclass(quote_ident(part)) IS NULL
       AND EXISTS (SELECT FROM pg_partitioned_table WHERE partrelid = quote_ident(name)::regclass) THEN
        PERFORM pg_advisory_xact_lock(hashtext(current_schema() || '.' || name));
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                       part, name, start, (start AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC');
    END IF;
END $$;

-- Let go of the stretches of the table that end before ``kept`` ago, and make room for this month and the next two.
-- Returns how many went. TimescaleDB is told to do so by itself too, from tomorrow on: whoever calls this has worked out
-- before what still had to be.
CREATE OR REPLACE FUNCTION keep_for(name text, kept interval, today timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    home  name := timescale();
    bound timestamptz := today - kept;
    part  text;
    count bigint := 0;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_partitioned_table WHERE partrelid = quote_ident(name)::regclass) THEN
        EXECUTE format('SELECT count(*) FROM %I.drop_chunks(%L::regclass, older_than => %L::timestamptz)',
                       home, quote_ident(name), bound) INTO count;
        IF has_policies() THEN
            EXECUTE format('SELECT %I.add_retention_policy(%L::regclass, drop_after => %L::interval, '
                           'if_not_exists => true, initial_start => now() + interval ''1 day'')',
                           home, quote_ident(name), kept);
        END IF;
        RETURN count;
    END IF;
    FOR part IN
        SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = quote_ident(name)::regclass AND c.relname ~ '_\d{4,}_\d\d$'
          AND (to_date(right(c.relname, length(c.relname) - length(name) - 1), 'YYYY_MM')::timestamp
               + interval '1 month') AT TIME ZONE 'UTC' <= bound
    LOOP
        EXECUTE format('DROP TABLE %I', part);
        count := count + 1;
    END LOOP;
    PERFORM make_room(name, today + month * interval '1 month') FROM generate_series(0, 2) AS month;
    RETURN count;
END $$;
