-- name: schema-1
-- Entries, in a chain per tenant. ``known`` is when the log took in the record that an entry is of.
SELECT make_over_time('entry', $$
    known     timestamptz NOT NULL,
    tenant    text NOT NULL,
    number    bigint NOT NULL,
    accepted  bigint NOT NULL,
    at        timestamptz NOT NULL,
    iteration text NOT NULL,
    kind      text NOT NULL,
    subject   text NOT NULL,
    who       text NOT NULL,
    why       text NOT NULL,
    before    jsonb NOT NULL,
    after     jsonb NOT NULL,
    trace_id  text NOT NULL,
    event_id  text NOT NULL,
    previous  text NOT NULL,
    digest    text NOT NULL,
    PRIMARY KEY (tenant, number, known),
    UNIQUE (accepted, known)
$$, 'known', interval '90 days', interval '30 days', 'tenant', 'known DESC, number DESC, accepted DESC');
CREATE INDEX entry_by_iteration ON entry (tenant, iteration, number);

-- The verdicts among them, as a history.
SELECT make_over_time('verdict', $$
    at         timestamptz NOT NULL,
    tenant     text NOT NULL,
    iteration  text NOT NULL,
    accepted   bigint NOT NULL,
    verdict    text NOT NULL,
    can_deploy boolean NOT NULL,
    dde        text NOT NULL,
    bdv        text NOT NULL,
    acc        text NOT NULL,
    PRIMARY KEY (tenant, at, accepted)
$$, 'at', interval '90 days', interval '30 days', 'tenant', 'at DESC, accepted DESC');

CREATE TABLE head (tenant text PRIMARY KEY, number bigint NOT NULL, digest text NOT NULL);
-- How each subject stands, so that a deed can say how it stood before.
CREATE TABLE standing (
    tenant text NOT NULL, iteration text NOT NULL, subject text NOT NULL, body jsonb NOT NULL,
    PRIMARY KEY (tenant, iteration, subject)
);
CREATE TABLE progress (consumer text NOT NULL, lane text NOT NULL, next bigint NOT NULL, PRIMARY KEY (consumer, lane));

-- name: schema-2
-- What was told twice is entered once.
CREATE INDEX entry_by_event ON entry (tenant, event_id);

-- name: one-at-a-time
SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.entries'));

-- name: positions
SELECT lane, next FROM progress WHERE consumer = %s;

-- name: move
INSERT INTO progress (consumer, lane, next) SELECT %s, * FROM unnest(%s::text[], %s::bigint[]) AS moved (lane, next)
ON CONFLICT (consumer, lane) DO UPDATE SET next = excluded.next;

-- name: make-room
SELECT make_room('entry', known) FROM unnest(%s::timestamptz[]) AS known;

-- name: make-room-for-verdicts
SELECT make_room('verdict', at) FROM unnest(%s::timestamptz[]) AS at;

-- name: entered
SELECT e.accepted FROM entry AS e JOIN unnest(%s::bigint[], %s::timestamptz[]) AS asked (accepted, known)
    ON e.accepted = asked.accepted AND e.known = asked.known;

-- name: told
SELECT e.tenant, e.event_id, e.kind, ms(e.at) FROM entry AS e JOIN unnest(%s::text[], %s::text[]) AS asked (tenant, id)
    ON e.tenant = asked.tenant AND e.event_id = asked.id;

-- name: heads
SELECT tenant, number, digest FROM head;

-- name: standing
SELECT tenant, iteration, subject, body FROM standing
JOIN unnest(%s::text[], %s::text[], %s::text[]) AS asked (tenant, iteration, subject)
    USING (tenant, iteration, subject);

-- name: fill-entries
COPY entry (known, tenant, number, accepted, at, iteration, kind, subject, who, why, before, after, trace_id, event_id,
            previous, digest) FROM STDIN;

-- name: fill-verdicts
COPY verdict (at, tenant, iteration, accepted, verdict, can_deploy, dde, bdv, acc) FROM STDIN;

-- name: set-heads
INSERT INTO head (tenant, number, digest)
SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS now (tenant, number, digest)
ON CONFLICT (tenant) DO UPDATE SET number = excluded.number, digest = excluded.digest;

-- name: set-standing
INSERT INTO standing (tenant, iteration, subject, body)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::jsonb[]) AS now (tenant, iteration, subject, body)
ON CONFLICT (tenant, iteration, subject) DO UPDATE SET body = excluded.body;

-- name: entries
SELECT number, previous, digest, accepted, ms(at), tenant, iteration, kind, subject, who, why, before, after, trace_id,
       event_id
FROM entry
WHERE tenant = %(tenant)s AND (%(iteration)s = '' OR iteration = %(iteration)s) AND starts_with(kind, %(kind)s)
  AND (%(who)s = '' OR who = %(who)s) AND at >= moment(coalesce(%(since)s::bigint, 0))
  AND (%(until)s::bigint IS NULL OR at < moment(%(until)s::bigint))
  AND (%(below)s::bigint IS NULL OR number < %(below)s::bigint)
ORDER BY number DESC LIMIT %(limit)s;

-- name: chain
SELECT number, previous, digest, accepted, ms(at), tenant, iteration, kind, subject, who, why, before, after, trace_id,
       event_id
FROM entry WHERE tenant = %s AND number > %s ORDER BY number LIMIT %s;

-- name: judged
SELECT verdict, can_deploy, dde, bdv, acc, count(*) FROM verdict
WHERE tenant = %(tenant)s AND at >= moment(%(since)s::bigint) AND at < moment(%(until)s::bigint)
  AND (%(iteration)s = '' OR iteration = %(iteration)s)
GROUP BY verdict, can_deploy, dde, bdv, acc
ORDER BY verdict COLLATE "C", can_deploy, dde COLLATE "C", bdv COLLATE "C", acc COLLATE "C";

-- name: keep-for
SELECT keep_for('entry', %(kept)s, %(today)s) + keep_for('verdict', %(kept)s, %(today)s);

-- name: empty
TRUNCATE entry, verdict, head, standing, progress;
