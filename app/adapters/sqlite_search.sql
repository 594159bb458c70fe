-- name: schema-1
CREATE TABLE document (
    id        INTEGER PRIMARY KEY,
    tenant    TEXT NOT NULL,
    iteration TEXT NOT NULL,
    uid       TEXT NOT NULL,
    kind      TEXT NOT NULL,
    title     TEXT NOT NULL,
    body      TEXT NOT NULL,
    severity  TEXT NOT NULL,
    valid_at  INTEGER NOT NULL,
    UNIQUE (tenant, iteration, uid)
);
CREATE VIRTUAL TABLE words USING fts5 (
    title, body, content = 'document', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
-- The words follow the documents; taking words away needs the text they came from.
CREATE TRIGGER document_added AFTER INSERT ON document BEGIN
    INSERT INTO words (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER document_replaced AFTER UPDATE ON document BEGIN
    INSERT INTO words (words, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
    INSERT INTO words (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TABLE progress (
    consumer TEXT    NOT NULL,
    lane     TEXT    NOT NULL,
    next     INTEGER NOT NULL,
    PRIMARY KEY (consumer, lane)
) WITHOUT ROWID;

-- name: schema-2
-- Several builds can lie in one file, of which one is read. What was kept goes on being found; as the positions are
-- forgotten, it is told again from archive and log, and gets what it was not told with before.
DROP TRIGGER document_added;
DROP TRIGGER document_replaced;
DROP TABLE words;
DROP TABLE progress;
ALTER TABLE document RENAME TO document_before;
CREATE TABLE build (current INTEGER NOT NULL);
INSERT INTO build VALUES (1);
CREATE TABLE document (
    id        INTEGER PRIMARY KEY,
    build     INTEGER NOT NULL,
    tenant    TEXT NOT NULL,
    iteration TEXT NOT NULL,
    uid       TEXT NOT NULL,
    kind      TEXT NOT NULL,
    stream    TEXT NOT NULL DEFAULT '',
    severity  TEXT NOT NULL,
    project   TEXT NOT NULL DEFAULT '',
    rule      TEXT NOT NULL DEFAULT '',
    module    TEXT NOT NULL DEFAULT '',
    trace_id  TEXT NOT NULL DEFAULT '',
    span_id   TEXT NOT NULL DEFAULT '',
    retention TEXT NOT NULL DEFAULT 'standard',
    valid_at  INTEGER NOT NULL,
    accepted  INTEGER NOT NULL DEFAULT 0,
    title     TEXT NOT NULL,
    body      TEXT NOT NULL,
    UNIQUE (build, tenant, iteration, uid)
);
CREATE INDEX document_by_time ON document (build, tenant, valid_at);
CREATE VIRTUAL TABLE words USING fts5 (
    title, body, content = 'document', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE TRIGGER document_added AFTER INSERT ON document BEGIN
    INSERT INTO words (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER document_replaced AFTER UPDATE ON document BEGIN
    INSERT INTO words (words, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
    INSERT INTO words (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER document_gone AFTER DELETE ON document BEGIN
    INSERT INTO words (words, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;
INSERT INTO document (build, tenant, iteration, uid, kind, severity, valid_at, title, body)
SELECT 1, tenant, iteration, uid, kind, severity, valid_at, title, body FROM document_before;
DROP TABLE document_before;
CREATE TABLE progress (
    build    INTEGER NOT NULL,
    consumer TEXT    NOT NULL,
    lane     TEXT    NOT NULL,
    next     INTEGER NOT NULL,
    PRIMARY KEY (build, consumer, lane)
) WITHOUT ROWID;

-- name: index
INSERT INTO document (build, tenant, iteration, uid, kind, title, body, severity, valid_at,
                      stream, project, rule, module, trace_id, span_id, retention, accepted)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (build, tenant, iteration, uid) DO UPDATE SET
    kind = excluded.kind, title = excluded.title, body = excluded.body, severity = excluded.severity,
    valid_at = excluded.valid_at, stream = excluded.stream, project = excluded.project, rule = excluded.rule,
    module = excluded.module, trace_id = excluded.trace_id, span_id = excluded.span_id,
    retention = excluded.retention, accepted = excluded.accepted
WHERE excluded.accepted >= document.accepted;

-- name: move
INSERT INTO progress (build, consumer, lane, next) VALUES (?, ?, ?, ?)
ON CONFLICT (build, consumer, lane) DO UPDATE SET next = excluded.next;

-- name: positions
SELECT lane, next FROM progress WHERE build = ? AND consumer = ?;

-- name: current
SELECT current FROM build;

-- name: documents
SELECT tenant, iteration, uid, kind, title, body, severity, valid_at,
       stream, project, rule, module, trace_id, span_id, retention, accepted
FROM document WHERE build = ? AND (tenant, iteration, uid) > (?, ?, ?)
ORDER BY tenant, iteration, uid LIMIT ?;

-- name: forget
-- What was told before such moments were kept is told again, and is not old.
DELETE FROM document WHERE build = ? AND retention = ? AND accepted > 0 AND accepted < ?;

-- name: drop-others
DELETE FROM document WHERE build <> :build;
DELETE FROM progress WHERE build <> :build;

-- name: switch
UPDATE build SET current = ?;

-- name: with-words
SELECT d.id, {score} AS score, d.valid_at, d.iteration, d.uid, {column} AS value
FROM words JOIN document AS d ON d.id = words.rowid
WHERE words MATCH :words AND

-- name: without-words
SELECT d.id, 0.0 AS score, d.valid_at, d.iteration, d.uid, {column} AS value
FROM document AS d
WHERE

-- name: narrowed
d.build = :build AND d.tenant = :tenant
AND (:kind IS NULL OR d.kind IN (SELECT value FROM json_each(:kind)))
AND (:stream IS NULL OR d.stream IN (SELECT value FROM json_each(:stream)))
AND (:severity IS NULL OR d.severity IN (SELECT value FROM json_each(:severity)))
AND (:project IS NULL OR d.project IN (SELECT value FROM json_each(:project)))
AND (:iteration IS NULL OR d.iteration IN (SELECT value FROM json_each(:iteration)))
AND (:rule IS NULL OR d.rule IN (SELECT value FROM json_each(:rule)))
AND (:module IS NULL OR d.module IN (SELECT value FROM json_each(:module)))
AND (:trace_id IS NULL OR d.trace_id IN (SELECT value FROM json_each(:trace_id)))

-- name: worth
-- What one word is worth, where it is found best; less is more.
CASE WHEN d.id IN (SELECT rowid FROM words WHERE words MATCH '{{title}} : "{word}"') THEN -{title}
     WHEN d.id IN (SELECT rowid FROM words WHERE words MATCH '{{title}} : "{word}"*') THEN -{title_begins}
     WHEN d.id IN (SELECT rowid FROM words WHERE words MATCH '{{body}} : "{word}"') THEN -{body}
     ELSE -{body_begins} END

-- name: page
-- Equals come newest first, then by name.
SELECT id, score, valid_at, iteration, uid FROM (
    SELECT id, iteration, uid, valid_at,
           CASE :order WHEN 'best' THEN score ELSE 0.0 END AS score,
           CASE :order WHEN 'oldest' THEN valid_at ELSE -valid_at END AS moment
    FROM ({found})
)
WHERE :past IS NULL OR (score, moment, iteration, uid) > (:past, :past_moment, :past_iteration, :past_uid)
ORDER BY score, moment, iteration, uid
LIMIT :limit;

-- name: total
SELECT count(*) FROM ({found});

-- name: facet
SELECT value, count(*) FROM ({found}) WHERE value <> '' GROUP BY value ORDER BY count(*) DESC, value LIMIT :values;

-- name: hits
SELECT id, tenant, iteration, uid, kind, title, body,
       severity, valid_at, stream, project, rule, module, trace_id, span_id
FROM document WHERE id IN (SELECT value FROM json_each(:ids));

-- name: ping
SELECT count(*) FROM progress WHERE consumer = '';
